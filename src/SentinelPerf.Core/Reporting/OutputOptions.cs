namespace SentinelPerf.Reporting;

/// <summary>Where reports go.</summary>
public sealed record OutputOptions
{
    /// <summary>Folder of the reports; null: <c>artifacts/sentinelperf/&lt;project&gt;/</c> under the repository's root, else the project's folder.</summary>
    public string? Folder { get; init; }
}
