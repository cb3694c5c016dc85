using System.Diagnostics;
using System.Globalization;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Bench;

/// <summary>Measures the measurer: against a server that knows its own delays, and with very many requests in flight.</summary>
internal static class Truth
{
    private static readonly TrialLimits s_limits = new(TimeSpan.FromSeconds(5), 1, 1);

    /// <summary>Recorded times beside those that the server wrote down.</summary>
    public static async Task CompareAsync(double rate, double seconds)
    {
        using var server = Start("delays");
        var url = Address(server);
        using (var engine = Engine(url, new LoadOptions()))
        {
            var record = await engine.RunAsync(new OpenTrial(TrialPhase.Search, rate, TimeSpan.Zero, TimeSpan.FromSeconds(seconds), s_limits, 1), CancellationToken.None);
            Console.WriteLine($"recorded, from sending   {DelayServer.Describe(record.Service)}");
            Console.WriteLine($"recorded, from due time  {DelayServer.Describe(record.Response)}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"send lag p99 {record.Health.SendLagP99!.Value.TotalMilliseconds:F3} ms, errors {record.Errors}"));
        }
        server.StandardInput.Close();
        Console.WriteLine($"as the server saw it     {await server.StandardOutput.ReadLineAsync()}");
        await server.WaitForExitAsync();
    }

    /// <summary>Memory with a number of requests in flight that a server never answers.</summary>
    public static async Task HoldAsync(int inFlight)
    {
        using var server = Start("hold");
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

    private static Process Start(string what) => Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Truth).Assembly.Location, "serve", what])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true,
    })!;

    private static Uri Address(Process server) => new($"http://127.0.0.1:{server.StandardOutput.ReadLine()}/");
}
