using System.Globalization;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;
using Spectre.Console;

namespace SentinelPerf.Cli;

/// <summary>Shows each event of a run as a line, its figures in columns.</summary>
internal sealed class ConsoleProgress(ToolConsole console) : IProgress<ProgressEvent>
{
    /// <inheritdoc/>
    public void Report(ProgressEvent value) => console.Line(Format(value), value.OfferedPerSecond is null && value.InFlight is null ? Color.Grey : null);

    /// <summary>The line of an event.</summary>
    internal static string Format(ProgressEvent value)
    {
        var columns = new List<string>();
        if (value.OfferedPerSecond is { } rate) columns.Add($"{RateText.Format(rate),6} {value.Unit,-9}");
        if (value.InFlight is { } inFlight) columns.Add(string.Create(CultureInfo.InvariantCulture, $"{inFlight,6} in flight"));
        if (value.P50 is { } p50) columns.Add($"p50 {Milliseconds(p50),7}");
        if (value.P99 is { } p99) columns.Add($"p99 {Milliseconds(p99),7}");
        if (value.ErrorRate is { } errors) columns.Add(string.Create(CultureInfo.InvariantCulture, $"errors {errors * 100,5:0.0} %"));
        if (value is { LowPerSecond: { } low, HighPerSecond: { } high }) columns.Add($"[{RateText.Format(low)}, {RateText.Format(high)}]");
        columns.Add(value.Text);
        return string.Create(CultureInfo.InvariantCulture, $"[{value.At.TotalSeconds,6:0.0} s] {value.Phase,-9} {string.Join("  ", columns)}");
    }

    /// <summary>A time in milliseconds, with three figures.</summary>
    internal static string Milliseconds(TimeSpan time) =>
        time.TotalMilliseconds.ToString(time.TotalMilliseconds >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " ms";
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentProgress : IProgress<ProgressEvent>
{
    /// <inheritdoc/>
    public void Report(ProgressEvent value)
    {
    }
}
