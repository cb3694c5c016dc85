using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Load;
using SentinelPerf.Load.Raw;
using SentinelPerf.Planning;

namespace SentinelPerf.Bench;

/// <summary>One measurement of an own transport, in a process of its own: warm-up, then one trial; prints key=value pairs.</summary>
internal static class OwnTransport
{
    private const int InFlight = 32;
    private static readonly TrialLimits s_limits = new(TimeSpan.FromSeconds(1), 1, 1);

    public static async Task RunAsync(string transport, string load, Uri url, double seconds)
    {
        PlannedRequest[] requests = [new("GET", url.AbsolutePath, 1, [url.AbsolutePath])];
        var allocations = new Allocations();
        using var engine = new TrialEngine(new TrialEngineSetup
        {
            Target = new Nobody(url), Plan = new([.. requests], []), Options = new(), Clock = RunClock.StartNew(),
            Observer = allocations,
            Connect = address => Connect(transport, address, [.. requests]),
        });
        var length = TimeSpan.FromSeconds(seconds);
        for (var i = 0; i < 2; i++) await RunAsync(engine, load, length); // both JITs, and buffers as large as they get
        GC.Collect();
        var record = await RunAsync(engine, load, length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"rate={record.CompletedPerSecond:F0} cpu={record.Health.CpuPerRequest!.Value.TotalMicroseconds:F2} cores={record.Health.CpuCores:F4} lag50={(transport == "pacer" ? record.Response.P50!.Value.TotalMilliseconds : 0):F3} lag={record.Health.SendLagP99?.TotalMilliseconds ?? 0:F3} " +
            $"p50={record.Response.P50!.Value.TotalMilliseconds:F3} p99={record.Response.P99!.Value.TotalMilliseconds:F3} errors={record.Errors} bytes={allocations.Bytes / (record.CompletedPerSecond * record.Scored.TotalSeconds):F2} vetoes={string.Join(',', record.Vetoes.Select(v => v.Reason))}"));
    }

    /// <summary>The only place that makes a transport.</summary>
    private static IRequestSender Connect(string transport, Uri address, ImmutableArray<PlannedRequest> requests) => transport switch
    {
        "raw" => new RawSender(new(address, requests)),
        "pacer" => new Nothing(),
        _ => new HandlerSender(new(address, requests)),
    };

    private static Task<TrialRecord> RunAsync(TrialEngine engine, string load, TimeSpan length) => load == "saturation"
        ? engine.RunAsync(new ClosedTrial(TrialPhase.Sweep, InFlight, TimeSpan.FromSeconds(0.2), length, s_limits, 1), CancellationToken.None)
        : engine.RunAsync(new OpenTrial(TrialPhase.Search, double.Parse(load, CultureInfo.InvariantCulture), TimeSpan.FromSeconds(0.2), length, s_limits, 1), CancellationToken.None);

    /// <summary>Completes every request as it is sent: what remains is the pacer and the recorder.</summary>
    private sealed class Nothing : IRequestSender
    {
        public string Transport => "pacer";

        public void Send(int request, int url, int slot, ICompletionSink sink) => sink.Complete(slot, new(OutcomeKind.Success, 200));

        public void AbortInFlight()
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Bytes allocated by the whole process within the scored window.</summary>
    private sealed class Allocations : ITrialObserver
    {
        private long _before;

        public long Bytes { get; private set; }

        public void BeginWindow() => _before = GC.GetTotalAllocatedBytes(precise: false);

        public TrialSurroundings EndWindow(double generatorCpuCores)
        {
            Bytes = GC.GetTotalAllocatedBytes(precise: false) - _before;
            return TrialSurroundings.Unknown;
        }
    }
}
