using System.Collections.Immutable;
using SentinelPerf.Load;
using SentinelPerf.Planning;
using SentinelPerf.Targets;
using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing.Tests.Iterations;

/// <summary>A method behind the engine that everything else is driven by.</summary>
public sealed class EngineTests
{
    private static readonly TrialLimits s_limits = new(TimeSpan.FromSeconds(1), 0.01, 0.01);

    [Fact]
    public async Task OpenTrial_MethodThatFailsEveryFourthTime_CountsItsErrors()
    {
        var calls = 0;
        using var engine = Engine((_, _) => Interlocked.Increment(ref calls) % 4 == 0 ? Task.FromException(new InvalidOperationException("fourth")) : Task.CompletedTask);
        var trial = new OpenTrial(TrialPhase.Search, 400, TimeSpan.Zero, TimeSpan.FromSeconds(0.5), s_limits, Seed: 1) { StopWhenDecided = false };

        var record = await engine.RunAsync(trial, TestContext.Current.CancellationToken);

        record.Sent.ShouldBe(200);
        record.Errors.ShouldBe(50);
        var error = record.ErrorKinds.ShouldHaveSingleItem();
        (error.Kind, error.Count, error.First).ShouldBe(("check", 50, "Orders.Reading: the answer failed a check (InvalidOperationException: fourth)"));
    }

    [Fact]
    public async Task ClosedTrial_MethodThatWaits_KeepsAsManyInFlight()
    {
        int now = 0, most = 0;
        using var engine = Engine(async (_, cancel) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(5, cancel);
            Interlocked.Decrement(ref now);
        });

        var record = await engine.RunAsync(Closed(8, TimeSpan.FromSeconds(0.3)), TestContext.Current.CancellationToken);

        record.Errors.ShouldBe(0);
        record.Sent.ShouldBeGreaterThan(8);
        most.ShouldBe(8);
    }

    /// <summary>A figure, not a check: <c>dotnet run --project tests/SentinelPerf.Testing.Tests -c Release -- -explicit only -method "*Rate*" -showliveoutput</c>.</summary>
    [Fact(Explicit = true)]
    public async Task ClosedTrial_EmptyMethod_RateIsPrinted()
    {
        using var engine = Engine((_, _) => Task.CompletedTask);
        foreach (var inFlight in new[] { 1, 16, 64, 256 })
        {
            var record = await engine.RunAsync(Closed(inFlight, TimeSpan.FromSeconds(1)), TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
                $"{inFlight,4} in flight: {record.CompletedPerSecond:N0} iterations/s, {record.Health.CpuPerRequest?.TotalMicroseconds:0.00} µs of CPU each"));
        }
        foreach (var rate in new[] { 100_000, 200_000, 250_000, 400_000 })
        {
            var record = await engine.RunAsync(
                new OpenTrial(TrialPhase.Search, rate, TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), s_limits, Seed: 1), TestContext.Current.CancellationToken);
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
                $"{rate,7:N0} offered: {record.CompletedPerSecond:N0} iterations/s, send lag p99 {record.Health.SendLagP99?.TotalMilliseconds:0.000} ms, {string.Join("; ", record.Vetoes.Select(v => v.Text))}"));
        }
    }

    private static ClosedTrial Closed(int inFlight, TimeSpan scored) => new(TrialPhase.Sweep, inFlight, TimeSpan.FromSeconds(0.1), scored, s_limits, Seed: 1);

    private static TrialEngine Engine(Func<HttpClient, CancellationToken, Task> iteration) => new(new TrialEngineSetup
    {
        Target = new NoTarget(), Plan = new LoadPlan([new("", "Orders.Reading", 1, ["/"])], []), Options = new LoadOptions(), Clock = RunClock.StartNew(),
        Connect = _ => new IterationSender(iteration, new HttpClient()),
    });

    private sealed class NoTarget : IRunningTarget
    {
        public TargetKind Kind => TargetKind.Url;

        public string Name => "none";

        public Uri BaseAddress { get; } = new("http://127.0.0.1:1/");

        public int? ProcessId => null;

        public string? Runtime => null;

        public ImmutableArray<DiscoveredRoute> Routes => [];

        public string? OpenApiDocument => null;

        public TargetExit? ExitStatus => null;

        public CancellationToken Exited => CancellationToken.None;

        public ImmutableArray<string> LastLines => [];

        public Task RestartAsync(CancellationToken cancel) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
