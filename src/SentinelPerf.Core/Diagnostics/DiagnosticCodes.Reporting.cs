namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>The reports could not be written.</summary>
    public static DiagnosticDescriptor ReportsNotWritten => new("SP9002", "The reports could not be written",
        "Free space on the disk, or name a folder that can be written with output.folder (--output, SentinelPerfOutput).");

    /// <summary>A file is no summary of a run.</summary>
    public static DiagnosticDescriptor SummaryUnreadable => new("SP9003", "A summary could not be read",
        "Name a summary.json that a whole run wrote; run again when the file was cut short.");

    /// <summary>A summary of another major version of the schema.</summary>
    public static DiagnosticDescriptor SummaryOfAnotherVersion => new("SP9004", "A summary of another version",
        "Read it with the SentinelPerf that wrote it, or run again with this one.");
}
