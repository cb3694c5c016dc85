using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SentinelPerf.Bench;

/// <summary>Runs every contestant in interleaved rounds and prints min–median–max and the ratios of the medians within rounds.</summary>
internal static partial class Comparison
{
    private const string SteadyRate = "3000";

    public static int Run(int rounds, double seconds)
    {
        using var nginx = NginxServer.Start();
        var contestants = Contestants(nginx.Url, seconds).Where(c => c.Own || OnPath(c.Program)).ToList();
        var cpu = contestants.ToDictionary(c => c.Name, _ => new List<double>());
        var rate = contestants.ToDictionary(c => c.Name, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            // Rotate the order, so that a machine that gets slower or faster favours nobody.
            foreach (var c in contestants.Skip(round % contestants.Count).Concat(contestants.Take(round % contestants.Count)))
            {
                var (perSecond, microseconds, notes) = Measure(c);
                cpu[c.Name].Add(microseconds);
                rate[c.Name].Add(perSecond);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}  {c.Name,-20} {perSecond,9:F0}/s  {microseconds,7:F2} µs CPU per request  {notes}"));
            }
        }
        Console.WriteLine();
        foreach (var c in contestants)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{c.Name,-20} {Spread(cpu[c.Name])} µs CPU per request   {Spread(rate[c.Name])} requests/s"));
        Console.WriteLine();
        foreach (var (a, b) in new[] { ("raw", "wrk"), ("handler", "wrk"), ("raw", "hey"), ("raw@3000", "hey@3000"), ("raw@3000", "k6@3000"), ("handler@3000", "k6@3000") })
            if (cpu.TryGetValue(a, out var left) && cpu.TryGetValue(b, out var right))
                Console.WriteLine($"{a} / {b}: {Spread([.. left.Zip(right, (x, y) => x / y)])} × CPU per request");
        return 0;
    }

    private sealed record Contestant(string Name, string Program, string Arguments, bool Own, double Seconds);

    private static IEnumerable<Contestant> Contestants(Uri url, double seconds)
    {
        var s = seconds.ToString(CultureInfo.InvariantCulture);
        var self = $"exec \"{typeof(Comparison).Assembly.Location}\" own";
        var whole = ((int)Math.Ceiling(seconds)).ToString(CultureInfo.InvariantCulture);
        return
        [
            new("raw", "dotnet", $"{self} raw saturation {url} {s}", true, seconds),
            new("handler", "dotnet", $"{self} handler saturation {url} {s}", true, seconds),
            new("wrk", "wrk", $"-t1 -c32 -d{whole}s {url}", false, seconds),
            new("hey", "hey", $"-c 32 -z {whole}s {url}", false, seconds),
            new("raw@3000", "dotnet", $"{self} raw {SteadyRate} {url} {s}", true, seconds),
            new("handler@3000", "dotnet", $"{self} handler {SteadyRate} {url} {s}", true, seconds),
            new("pacer@2000", "dotnet", $"{self} pacer 2000 {url} {s}", true, seconds),
            new("raw@1000", "dotnet", $"{self} raw 1000 {url} {s}", true, seconds),
            new("hey@3000", "hey", $"-c 30 -q 100 -z {whole}s {url}", false, seconds),
            new("k6@3000", "k6", $"run --quiet --no-usage-report -e TARGET={url} -e RATE={SteadyRate} -e SECONDS={whole} \"{Path.Combine(AppContext.BaseDirectory, "arrivals.js")}\"", false, seconds),
        ];
    }

    private static (double PerSecond, double Microseconds, string Notes) Measure(Contestant contestant)
    {
        var before = ChildCpu.Total();
        var start = Stopwatch.GetTimestamp();
        var output = Output(contestant.Program, contestant.Arguments);
        var wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (contestant.Own)
            return (Number(OwnRate(), output), Number(OwnCpu(), output), output[(output.IndexOf("cores=", StringComparison.Ordinal))..].Trim());
        var count = contestant.Name[..2] switch
        {
            "wr" => Number(WrkCount(), output),
            "he" => HeyCount().Matches(output).Sum(m => double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)),
            _ => Number(K6Count(), output),
        };
        return (count / wall, (ChildCpu.Total() - before).TotalMicroseconds / count, "");
    }

    private static string Output(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static double Number(Regex pattern, string output) => double.Parse(pattern.Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Spread(List<double> values)
    {
        var sorted = values.Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{sorted[0]:G3}–{sorted[sorted.Count / 2]:G3}–{sorted[^1]:G3}");
    }

    [GeneratedRegex(@"rate=([\d.]+)")]
    private static partial Regex OwnRate();

    [GeneratedRegex(@"cpu=([\d.]+)")]
    private static partial Regex OwnCpu();

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex WrkCount();

    [GeneratedRegex(@"\[\d+\]\s+(\d+) responses")]
    private static partial Regex HeyCount();

    [GeneratedRegex(@"http_reqs[.\s:]+(\d+)")]
    private static partial Regex K6Count();
}
