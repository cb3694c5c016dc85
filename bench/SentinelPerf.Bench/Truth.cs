using System.Diagnostics;
using System.Globalization;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Bench;

/// <summary>Measures the measurer: against a server that knows its own delays, and with very many requests in flight.</summary>
internal static class Truth
{
    private static readonly TrialLimits s_limits = new(TimeSpan.FromSeconds(5), 1, 1);

    /// <summary>Recorded times beside those that the server wrote down, and how far apart they are.</summary>
    public static async Task<int> CompareAsync(double rate, int rounds, int seconds)
    {
        var apart = new Dictionary<string, List<double>> { ["p50"] = [], ["p99"] = [], ["p999"] = [], ["max"] = [] };
        for (var round = 1; round <= rounds; round++)
        {
            var (service, response, seen) = await CompareOnceAsync(rate, seconds, (ulong)round);
            Console.WriteLine($"round {round}  recorded, from sending   {service}");
            Console.WriteLine($"         recorded, from due time  {response}");
            Console.WriteLine($"         as the server saw it     {seen}");
            var (recorded, truth) = (Child.Figures(response), Child.Figures(seen));
            foreach (var (figure, list) in apart) list.Add(recorded[figure] - truth[figure]);
        }
        Console.WriteLine();
        foreach (var (figure, list) in apart) Console.WriteLine($"{figure,-5} from due time − server's log, ms, min–median–max: {Spread.Of(list)}");
        return 0;
    }

    private static async Task<(string Service, string Response, string Seen)> CompareOnceAsync(double rate, int seconds, ulong seed)
    {
        using var server = Child.Start("serve delays");
        (string, string) recorded;
        using (var engine = Engine(Address(server), new LoadOptions()))
        {
            var record = await engine.RunAsync(new OpenTrial(TrialPhase.Search, rate, TimeSpan.Zero, TimeSpan.FromSeconds(seconds), s_limits, seed), CancellationToken.None);
            recorded = (DelayServer.Describe(record.Service), string.Create(CultureInfo.InvariantCulture,
                $"{DelayServer.Describe(record.Response)}, send lag p99 {record.Health.SendLagP99!.Value.TotalMilliseconds:F3} ms, errors {record.Errors}"));
        }
        server.StandardInput.Close();
        var seen = await server.StandardOutput.ReadLineAsync();
        await server.WaitForExitAsync();
        return (recorded.Item1, recorded.Item2, seen!);
    }

    /// <summary>Memory with a number of requests in flight that a server never answers.</summary>
    public static async Task HoldAsync(int inFlight)
    {
        using var server = Child.Start("serve hold");
        var url = Address(server);
        var before = Process.GetCurrentProcess().WorkingSet64;
        using (var engine = Engine(url, new LoadOptions { MaxInFlight = inFlight }))
        {
            var trial = new ClosedTrial(TrialPhase.Sweep, inFlight, TimeSpan.Zero, TimeSpan.FromSeconds(3), s_limits, 1) { LongestScored = TimeSpan.FromSeconds(3), DrainLimit = TimeSpan.FromMilliseconds(1) };
            var record = await engine.RunAsync(trial, CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{record.InFlightAtEnd} in flight: working set {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB at its peak, {before / 1e6:F0} MB before; {string.Join(' ', record.ErrorKinds.Select(e => $"{e.Kind}={e.Count}"))}"));
        }
        server.StandardInput.Close();
        await server.WaitForExitAsync();
    }

    private static TrialEngine Engine(Uri url, LoadOptions options)
    {
        PlannedRequest[] requests = [new("GET", "/", 1, ["/"])];
        return new(new TrialEngineSetup
        {
            Target = new Nobody(url), Plan = new([.. requests], []), Options = options, Clock = RunClock.StartNew(), Connect = RequestSenders.For([.. requests], [], TimeSpan.FromSeconds(10)),
        });
    }

    private static Uri Address(Process server) => new($"http://127.0.0.1:{server.StandardOutput.ReadLine()}/");
}
