namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>No signals from inside the target.</summary>
    public static DiagnosticDescriptor EventPipeUnavailable => new("SP6001", "The target's event pipe cannot be opened",
        "Let SentinelPerf start the target, remove DOTNET_EnableDiagnostics=0 from its environment, and run both as the same user.");
}
