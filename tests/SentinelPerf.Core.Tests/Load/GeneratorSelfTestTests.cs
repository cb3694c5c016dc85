using SentinelPerf.Load;
using SentinelPerf.Load.Raw;

namespace SentinelPerf.Core.Tests.Load;

public sealed class GeneratorSelfTestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sentinelperf-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Measure_FirstTime_RemembersAndThenReads()
    {
        var first = await MeasureAsync(Path.Combine(_folder, "new"));
        first.ShouldBeGreaterThan(0);
        (await MeasureAsync(Path.Combine(_folder, "new"))).ShouldBe(first);
    }

    [Fact]
    public async Task Measure_BusyMachine_MeasuresThriceAndAgainNextTimeAndKeepsTheBest()
    {
        var busy = new SeenObserver(new() { Cores = 2, ThirdProcessCpuCores = 1.5 });
        var first = await MeasureAsync(_folder, busy);
        busy.Windows.ShouldBe(3);
        (await MeasureAsync(_folder, busy)).ShouldBeGreaterThanOrEqualTo(first);
        busy.Windows.ShouldBe(6);
    }

    [Fact]
    public async Task Measure_OtherMachineOrCores_MeasuresAnew()
    {
        await MeasureAsync(_folder);
        var quiet = new SeenObserver(new() { Cores = 2, ThirdProcessCpuCores = 0.1 });
        await GeneratorSelfTest.MeasureAsync(true, _folder, "another", quiet, TimeProvider.System, Cancel);
        quiet.Windows.ShouldBe(1);
        Directory.GetFiles(_folder).Length.ShouldBe(2);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData(0.2, 0.02, true)]
    [InlineData(0.21, 0.0, false)]
    [InlineData(0.0, 0.021, false)]
    public void IsQuiet_Surroundings_AsTheVetoesSay(double? third, double? steal, bool quiet) =>
        GeneratorSelfTest.IsQuiet(new() { Cores = 2, ThirdProcessCpuCores = third, StealShare = steal }).ShouldBe(quiet);

    [Theory]
    [InlineData(90, false, 100, false, 100, false)]
    [InlineData(100, false, 90, false, 100, false)]
    [InlineData(100, false, 90, true, 100, true)]
    [InlineData(90, false, 100, true, 100, true)]
    public void Best_TwoLowerBounds_KeepsTheHigherAndTheTrustOfTheNew(double known, bool knownQuiet, double measured, bool quiet, double best, bool bestQuiet)
    {
        var figure = GeneratorMemory.Best(new(known, DateTimeOffset.UnixEpoch, knownQuiet), new(measured, DateTimeOffset.UnixEpoch.AddDays(1), quiet));
        (figure.RequestsPerSecond, figure.Quiet).ShouldBe((best, bestQuiet));
    }

    [Fact]
    public async Task Measure_SpoiltOrOldMemory_MeasuresAgain()
    {
        await MeasureAsync(_folder);
        var file = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        await File.WriteAllTextAsync(file, """{"RequestsPerSecond":123,"MeasuredAt":"2001-01-01T00:00:00+00:00","Quiet":true}""", Cancel);
        (await MeasureAsync(_folder)).ShouldNotBe(123);
        await File.WriteAllTextAsync(file, "{", Cancel);
        (await MeasureAsync(_folder)).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NullServer_EitherKind_AnswersOnKeptConnections(bool epoll)
    {
        if (epoll && !RawSender.IsSupported) Assert.Skip("No epoll here.");
        await using INullServer server = epoll ? new EpollNullServer() : new NullServer();
        using var sender = new HandlerSender(new(server.Address, [EngineFixture.Get("/")]));
        for (var i = 0; i < 3; i++) (await sender.SendAsync(0, 0, Cancel)).ShouldBe(new(OutcomeKind.Success, 200));
    }

    [Fact]
    public async Task Measure_FolderThatCannotBe_StillMeasures()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", Cancel);
        (await MeasureAsync(Path.Combine(file, "below"))).ShouldBeGreaterThan(0);
    }

    private static Task<double> MeasureAsync(string folder, ITrialObserver? observer = null) =>
        GeneratorSelfTest.MeasureAsync(true, folder, "machine", observer, TimeProvider.System, Cancel);

    private sealed class SeenObserver(TrialSurroundings seen) : ITrialObserver
    {
        public int Windows { get; private set; }

        public void BeginWindow() => Windows++;

        public TrialSurroundings EndWindow(double generatorCpuCores) => seen;
    }
}
