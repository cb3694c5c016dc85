using System.Globalization;

namespace SentinelPerf.Bench;

/// <summary>The transports beside public tools and the floor, in interleaved rounds on one nginx: CPU per request, throughput, and ratios within rounds.</summary>
internal static class Comparison
{
    private const int SteadyRate = 3000;
    private const int LowRate = 1000;

    public static int Run(int rounds, int seconds)
    {
        using var nginx = NginxServer.Start();
        var length = seconds.ToString(CultureInfo.InvariantCulture);
        Contestant[] all =
        [
            .. Contestant.AtSaturation(nginx.Url, length), .. Contestant.AtSteadyRate(nginx.Url, length, SteadyRate),
            new($"raw@{LowRate}", "dotnet", Child.Self($"own raw {LowRate} {nginx.Url} {length}")),
        ];
        Contestant[] present = [.. all.Where(c => c.Absence is null)];
        var samples = present.ToDictionary(c => c.Name, _ => new List<Sample>());
        for (var round = 0; round < rounds; round++)
        {
            // Rotate the order, so that a machine that gets slower or faster favours nobody.
            foreach (var c in present.Skip(round % present.Length).Concat(present.Take(round % present.Length)))
            {
                var sample = c.Measure();
                samples[c.Name].Add(sample);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1}  {c.Name,-14} {sample.PerSecond,9:F0}/s {sample.Microseconds,7:F2} µs CPU per request  {sample.Notes}"));
            }
        }
        PrintFigures(all, samples);
        PrintAllocations(samples);
        PrintRatios(all, samples);
        return 0;
    }

    private static void PrintFigures(Contestant[] all, Dictionary<string, List<Sample>> samples)
    {
        Console.WriteLine();
        Console.WriteLine("min–median–max       µs CPU per request           requests/s                   cores");
        foreach (var c in all)
        {
            if (!samples.TryGetValue(c.Name, out var own)) Console.WriteLine($"{c.Name,-20} missing: {c.Absence}");
            else Console.WriteLine($"{c.Name,-20} {Spread.Of(own.Select(s => s.Microseconds)),-28} {Spread.Of(own.Select(s => s.PerSecond)),-28} {Spread.Of(own.Select(s => s.Cores))}");
        }
    }

    private static void PrintAllocations(Dictionary<string, List<Sample>> samples)
    {
        foreach (var transport in new[] { "raw", "handler" })
            Console.WriteLine($"{transport,-20} {Spread.Of(samples[transport].Select(s => Child.Figures(s.Notes)["bytes"]))} bytes allocated per request at saturation");
    }

    private static void PrintRatios(Contestant[] all, Dictionary<string, List<Sample>> samples)
    {
        Console.WriteLine();
        foreach (var (a, b) in new[] { ("raw", "wrk"), ("handler", "wrk"), ("raw", "hey"), ("handler", "hey") }) Print(a, b, throughput: true);
        foreach (var transport in new[] { "raw", "handler" })
            foreach (var other in new[] { "hey", "k6", "floor" })
                Print($"{transport}@{SteadyRate}", $"{other}@{SteadyRate}", throughput: false);

        void Print(string a, string b, bool throughput)
        {
            if (!samples.TryGetValue(b, out var below))
            {
                Console.WriteLine($"{$"{a} / {b}",-24} missing: {all.First(c => c.Name == b).Absence}");
                return;
            }
            var above = samples[a];
            var cpu = Spread.OfRatios(above.Select(s => s.Microseconds), below.Select(s => s.Microseconds));
            var rate = throughput ? $", {Spread.OfRatios(above.Select(s => s.PerSecond), below.Select(s => s.PerSecond))} × requests/s" : "";
            Console.WriteLine($"{$"{a} / {b}",-24} {cpu} × CPU per request{rate}");
        }
    }
}
