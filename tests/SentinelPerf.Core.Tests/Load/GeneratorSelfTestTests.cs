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
        var first = await GeneratorSelfTest.MeasureAsync(Path.Combine(_folder, "new"), TimeProvider.System, Cancel);
        first.ShouldBeGreaterThan(0);
        (await GeneratorSelfTest.MeasureAsync(Path.Combine(_folder, "new"), TimeProvider.System, Cancel)).ShouldBe(first);
    }

    [Fact]
    public async Task Measure_SpoiltOrOldMemory_MeasuresAgain()
    {
        await GeneratorSelfTest.MeasureAsync(_folder, TimeProvider.System, Cancel);
        var file = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        await File.WriteAllTextAsync(file, """{"RequestsPerSecond":123,"MeasuredAt":"2001-01-01T00:00:00+00:00"}""", Cancel);
        (await GeneratorSelfTest.MeasureAsync(_folder, TimeProvider.System, Cancel)).ShouldNotBe(123);
        await File.WriteAllTextAsync(file, "{", Cancel);
        (await GeneratorSelfTest.MeasureAsync(_folder, TimeProvider.System, Cancel)).ShouldBeGreaterThan(0);
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
        (await GeneratorSelfTest.MeasureAsync(Path.Combine(file, "below"), TimeProvider.System, Cancel)).ShouldBeGreaterThan(0);
    }
}
