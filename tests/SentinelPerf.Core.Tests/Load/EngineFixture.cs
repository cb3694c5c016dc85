using System.Collections.Immutable;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>An engine on a server of the test.</summary>
internal sealed class EngineFixture : IDisposable
{
    public static readonly TrialLimits Limits = new(TimeSpan.FromMilliseconds(250), 0.01, 0.01);

    public EngineFixture(Uri address, LoadOptions? options = null, ITrialObserver? observer = null, params PlannedRequest[] requests)
    {
        Target = new FakeTarget(address);
        var plan = new LoadPlan(requests.Length > 0 ? [.. requests] : [Get("/a")], []);
        options ??= new LoadOptions();
        Engine = new TrialEngine(new TrialEngineSetup
        {
            Target = Target, Plan = plan, Options = options, Clock = RunClock.StartNew(), Observer = observer,
            Connect = RequestSenders.For(plan.Requests, [], options.Timeout),
        });
    }

    public FakeTarget Target { get; }

    public TrialEngine Engine { get; }

    public static PlannedRequest Get(string path, double weight = 1) => new("GET", path, weight, [path]);

    public static OpenTrial Open(double rate, double settle, double scored) =>
        new(TrialPhase.Search, rate, TimeSpan.FromSeconds(settle), TimeSpan.FromSeconds(scored), Limits, Seed: 1);

    public static ClosedTrial Closed(int inFlight, double settle, double scored) =>
        new(TrialPhase.Sweep, inFlight, TimeSpan.FromSeconds(settle), TimeSpan.FromSeconds(scored), Limits, Seed: 1);

    public static ImmutableArray<string> Kinds(TrialRecord record) => [.. record.ErrorKinds.Select(e => e.Kind)];

    public void Dispose() => Engine.Dispose();
}
