namespace SentinelPerf.Testing;

/// <summary>A performance test failed: it missed its gate, gave no answer to it, or could not be measured. The message says number, cause, evidence and report.</summary>
public sealed class PerfBreakingPointException : Exception
{
    /// <summary>Fails a test.</summary>
    public PerfBreakingPointException(string message) : base(message) { }

    /// <summary>Fails a test because of another exception.</summary>
    public PerfBreakingPointException(string message, Exception inner) : base(message, inner) { }
}
