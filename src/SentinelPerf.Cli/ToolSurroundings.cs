using System.Collections;

namespace SentinelPerf.Cli;

/// <summary>Everything around the process that the tool looks at; tests bring their own.</summary>
internal sealed record ToolSurroundings
{
    /// <summary>Where the MSBuild task wants the path of the summary written, as the proof that the run came to its end.</summary>
    public const string ReceiptVariable = "SENTINELPERF_RECEIPT";

    /// <summary>Standard output.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input: the lifeline.</summary>
    public required Func<Stream> Input { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Folder that relative paths are relative to.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Standard output is a file or a pipe.</summary>
    public bool OutputRedirected { get; init; } = true;

    /// <summary>Standard error is a file or a pipe.</summary>
    public bool ErrorRedirected { get; init; } = true;

    /// <summary>Signals end the run gracefully; tests leave them alone.</summary>
    public bool HandleSignals { get; init; }

    /// <summary>Those of this process.</summary>
    public static ToolSurroundings OfThisProcess()
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables()) variables[(string)variable.Key] = (string?)variable.Value ?? "";
        // The receipt is between the build and the tool; the target must not inherit it.
        System.Environment.SetEnvironmentVariable(ReceiptVariable, null);
        return new ToolSurroundings
        {
            Output = new BrokenPipeWriter(Console.Out),
            Error = new BrokenPipeWriter(Console.Error),
            Input = Console.OpenStandardInput,
            Environment = variables,
            WorkingFolder = Directory.GetCurrentDirectory(),
            OutputRedirected = Console.IsOutputRedirected,
            ErrorRedirected = Console.IsErrorRedirected,
            HandleSignals = true,
        };
    }
}
