namespace SentinelPerf.Explanation;

/// <summary>Who puts the diagnosis into words.</summary>
public enum ExplainMode
{
    /// <summary>The language model when one answers, else rules.</summary>
    Auto,

    /// <summary>The language model.</summary>
    Llm,

    /// <summary>Rules.</summary>
    Rules,

    /// <summary>Nobody.</summary>
    None,
}

/// <summary>How the diagnosis is explained.</summary>
public sealed record ExplainOptions
{
    /// <summary>Who explains. Default <see cref="ExplainMode.Auto"/>.</summary>
    public ExplainMode Mode { get; init; } = ExplainMode.Auto;
}
