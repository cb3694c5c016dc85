using SentinelPerf.Diagnostics;
using Xunit;

namespace SentinelPerf.Testing.Iterations;

/// <summary>Writes a line per step of a run into the test's output.</summary>
internal sealed class TestOutputProgress(ITestOutputHelper? output, SecretMask secrets) : IProgress<ProgressEvent>
{
    /// <inheritdoc/>
    public void Report(ProgressEvent value)
    {
        try
        {
            output?.WriteLine(FormattableString.Invariant($"{value.At.TotalSeconds,6:0.0} s  {value.Phase,-10} {secrets.Mask(value.Text)}"));
        }
        catch (InvalidOperationException)
        {
            // The test has ended before its run has (a timeout): nobody reads this any more.
        }
    }
}
