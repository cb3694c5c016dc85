using System.Diagnostics;
using System.Globalization;

namespace SentinelPerf.Bench;

/// <summary>
/// The pacer alone, at 2,000/s, quiet and beside two programs that want all the CPU they can get: how late it sends and what it costs, both at
/// once, beside a bare C loop that only waits for its due times.
/// </summary>
internal static class Pacing
{
    private const int Rate = 2000;
    private const int Hogs = 2;

    public static int Run(int rounds, int seconds)
    {
        var own = new Contestant("own pacer", "dotnet", Child.Self($"own pacer {Rate} http://127.0.0.1:1/ {seconds}"));
        var floor = new Contestant("C floor", Floor.Program ?? "floor", string.Create(CultureInfo.InvariantCulture, $"pace {Rate} {seconds}"));
        Contestant[] present = floor.Absence is null ? [own, floor] : [own];
        var samples = new Dictionary<(string Name, bool Hogs), List<Dictionary<string, double>>>();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var hogs in new[] { false, true })
            {
                using var crowd = hogs ? new Crowd(Hogs) : null;
                foreach (var contestant in round % 2 == 0 ? present : present.Reverse())
                {
                    var figures = Child.Figures(contestant.Measure().Notes);
                    if (!samples.TryGetValue((contestant.Name, hogs), out var list)) samples[(contestant.Name, hogs)] = list = [];
                    list.Add(figures);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"round {round + 1}  {contestant.Name,-10} {Place(hogs),-12} lag p50 {figures["lag50"]:F3} p99 {figures["lag"]:F3} ms, {100 * figures["cores"]:F1} % of a core"));
                }
            }
        }
        Console.WriteLine();
        Console.WriteLine($"{Rate}/s, min–median–max      send lag p50, ms           p99, ms                    % of one core");
        foreach (var ((name, hogs), list) in samples)
            Console.WriteLine($"{name,-10} {Place(hogs),-15} {Of(list, "lag50", 1),-26} {Of(list, "lag", 1),-26} {Of(list, "cores", 100)}");
        if (floor.Absence is { } why) Console.WriteLine($"C floor: missing: {why}");
        else
            foreach (var hogs in new[] { false, true })
                Console.WriteLine($"own / floor, {Place(hogs)}: {Ratio("lag", hogs)} × lag p99, {Ratio("cores", hogs)} × CPU");
        return 0;

        string Ratio(string figure, bool hogs) => Spread.OfRatios(samples[(own.Name, hogs)].Select(f => f[figure]), samples[(floor.Name, hogs)].Select(f => f[figure]));
    }

    /// <summary>Spins until standard input ends, but never longer than a minute.</summary>
    public static int Spin()
    {
        var start = Stopwatch.GetTimestamp();
        var told = false;
        var listener = new Thread(() =>
        {
            Console.In.ReadToEnd();
            Volatile.Write(ref told, true);
        }) { IsBackground = true };
        listener.Start();
        Console.WriteLine("spinning");
        while (!Volatile.Read(ref told) && Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1)) Thread.SpinWait(1000);
        return 0;
    }

    private static string Place(bool hogs) => hogs ? $"{Hogs} CPU hogs" : "quiet";

    private static string Of(List<Dictionary<string, double>> list, string figure, double factor) => Spread.Of(list.Select(f => factor * f[figure]));

    /// <summary>Children that spin; they are spinning when it has been made, and gone when it has been disposed.</summary>
    private sealed class Crowd : IDisposable
    {
        private readonly List<Process> _hogs = [];

        public Crowd(int count)
        {
            for (var i = 0; i < count; i++) _hogs.Add(Child.Start("spin"));
            foreach (var hog in _hogs) hog.StandardOutput.ReadLine();
        }

        public void Dispose()
        {
            foreach (var hog in _hogs)
            {
                hog.StandardInput.Close();
                hog.WaitForExit();
                hog.Dispose();
            }
        }
    }
}
