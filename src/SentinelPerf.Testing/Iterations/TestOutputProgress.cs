using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;
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
            output?.WriteLine(secrets.Mask(Format(value)));
        }
        catch (InvalidOperationException)
        {
            // The test has ended before its run has (a timeout): nobody reads this any more.
        }
    }

    /// <summary>The line of a step: <c>  14.5 s  search    412 iterations/s, p99 391 ms: FAIL, 3.1 % late; [398, 425]</c>.</summary>
    internal static string Format(ProgressEvent value)
    {
        var figures = new List<string>();
        if (value.OfferedPerSecond is { } rate) figures.Add($"{RateText.Format(rate)} {RateUnit.Iterations}");
        if (value.InFlight is { } inFlight) figures.Add(FormattableString.Invariant($"{inFlight} in flight"));
        if (value.P99 is { } p99) figures.Add(FormattableString.Invariant($"p99 {p99.TotalMilliseconds:0.#} ms"));
        var before = figures.Count == 0 ? "" : string.Join(", ", figures) + ": ";
        var known = value is { LowPerSecond: { } low, HighPerSecond: { } high } ? $"; [{RateText.Format(low)}, {RateText.Format(high)}]" : "";
        return FormattableString.Invariant($"{value.At.TotalSeconds,6:0.0} s  {value.Phase,-9} {before}{value.Text}{known}");
    }
}
