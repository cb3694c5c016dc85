using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SentinelPerf.Bench;

/// <summary>What one contestant did in one round.</summary>
/// <param name="PerSecond">Completed requests.</param>
/// <param name="Microseconds">CPU per request.</param>
/// <param name="Cores">CPU in cores.</param>
/// <param name="Notes">What else it said.</param>
internal sealed record Sample(double PerSecond, double Microseconds, double Cores, string Notes);

/// <summary>A program that makes load. Own programs and the floor measure themselves behind a warm-up; a public tool is measured from outside, over its whole life.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Program">On PATH or with its folder.</param>
/// <param name="Arguments">Of the program.</param>
internal sealed partial record Contestant(string Name, string Program, string Arguments)
{
    /// <summary>The same at next to no load: what its start costs is taken off. null: that is nothing worth mentioning.</summary>
    public string? StartArguments { get; init; }

    /// <summary>How a public tool says how much it did; null: it prints <c>key=value</c>.</summary>
    public Regex? Count { get; init; }

    private double? _startSeconds;

    public static IEnumerable<Contestant> AtSaturation(Uri url, string seconds) =>
    [
        new("raw", "dotnet", Child.Self($"own raw saturation {url} {seconds}")),
        new("handler", "dotnet", Child.Self($"own handler saturation {url} {seconds}")),
        new("wrk", "wrk", $"-t1 -c32 -d{seconds}s {url}") { Count = WrkCount() },
        new("hey", "hey", $"-c 32 -z {seconds}s {url}") { Count = HeyCount() },
    ];

    /// <summary>wrk knows no rate; hey's is per worker.</summary>
    public static IEnumerable<Contestant> AtSteadyRate(Uri url, string seconds, int rate)
    {
        string K6(int perSecond, string length) =>
            $"run --quiet --no-usage-report -e TARGET={url} -e RATE={perSecond} -e SECONDS={length} \"{Path.Combine(AppContext.BaseDirectory, "arrivals.js")}\"";
        return
        [
            new($"raw@{rate}", "dotnet", Child.Self($"own raw {rate} {url} {seconds}")),
            new($"handler@{rate}", "dotnet", Child.Self($"own handler {rate} {url} {seconds}")),
            new($"floor@{rate}", Floor.Program ?? "floor", $"send {url.Port} {rate} {seconds}"),
            new($"hey@{rate}", "hey", $"-c 30 -q {rate / 30} -z {seconds}s {url}") { Count = HeyCount() },
            new($"k6@{rate}", "k6", K6(rate, seconds)) { Count = K6Count(), StartArguments = K6(1, "1") },
        ];
    }

    /// <summary>Why it cannot take part; null when it can.</summary>
    public string? Absence => Program == "floor" ? Floor.Missing : Path.IsPathRooted(Program) || Child.OnPath(Program) ? null : $"{Program} is not on PATH";

    public Sample Measure()
    {
        if (Count is null)
        {
            var output = Child.Output(Program, Arguments);
            var said = Child.Figures(output);
            return new(said["rate"], said["cpu"], said["cores"], output.Trim());
        }
        if (StartArguments is not null) _startSeconds ??= Timed(StartArguments).CpuSeconds;
        var (text, wall, cpu) = Timed(Arguments);
        var count = Count.Matches(text).Sum(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        var seconds = cpu - (_startSeconds ?? 0);
        return new(count / wall, seconds / count * 1e6, seconds / wall, _startSeconds is { } start ? string.Create(CultureInfo.InvariantCulture, $"its start took {start:F2} s CPU, taken off") : "");
    }

    private (string Output, double Wall, double CpuSeconds) Timed(string arguments)
    {
        var before = ChildCpu.Total();
        var start = Stopwatch.GetTimestamp();
        var output = Child.Output(Program, arguments);
        return (output, Stopwatch.GetElapsedTime(start).TotalSeconds, (ChildCpu.Total() - before).TotalSeconds);
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex WrkCount();

    [GeneratedRegex(@"\[\d+\]\s+(\d+) responses")]
    private static partial Regex HeyCount();

    [GeneratedRegex(@"http_reqs[.\s:]+(\d+)")]
    private static partial Regex K6Count();
}
