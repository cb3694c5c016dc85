namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>An explanation by a language model was asked for and none is configured.</summary>
    public static DiagnosticDescriptor NoModelConfigured => new("SP7001", "No language model is configured",
        "Set explain.mode to auto or rules; the rules explain every cause without a model.");
}
