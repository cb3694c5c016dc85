namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>A defect of SentinelPerf itself.</summary>
    public static DiagnosticDescriptor InternalError => new("SP9001", "SentinelPerf failed by its own fault",
        "Report it with the message and the summary; run again with --set load.seed=2 to see whether it repeats.");
}
