namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>An explanation by a language model was asked for and none was given that holds.</summary>
    public static DiagnosticDescriptor NoModelAnswer => new("SP7001", "The language model gave no explanation that holds",
        "Start the model's server ('ollama serve', 'ollama pull qwen2.5:7b'), set explain.endpoint and explain.model, or set explain.mode to auto or rules; the rules explain every cause without a model.");

    /// <summary>Explanations cannot be kept where they should be.</summary>
    public static DiagnosticDescriptor ExplanationCacheUnusable => new("SP7002", "A cache of explanations fails",
        "Check explain.cache.path or explain.cache.redis, or set explain.cache.kind to memory or none.");
}
