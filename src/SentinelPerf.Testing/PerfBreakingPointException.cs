namespace SentinelPerf.Testing;

/// <summary>A performance test failed: it missed its gate, gave no answer to it, or could not be measured. The message says number, cause, evidence and report.</summary>
/// <param name="message">At most 12 lines.</param>
public sealed class PerfBreakingPointException(string message) : Exception(message)
{
    /// <summary>None: where SentinelPerf noticed it says nothing about the test.</summary>
    public override string? StackTrace => null;
}
