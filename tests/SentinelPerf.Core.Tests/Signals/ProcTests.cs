using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

public sealed class ProcTests
{
    [Fact]
    public void Parse_ProcessNameWithSpacesAndParentheses_CountsFieldsFromTheLast()
    {
        var counters = ProcessCounters.Parse(7, "7 (my (odd) app) S 1 7 7 0 -1 4194304 500 0 3 0 250 150 0 0 20 0 21 0 1115 3133440 416 18446744073709551615 1 1", 4096);
        counters.ShouldBe(new ProcessCounters(7, 4.0, 21, 416 * 4096L, 3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7 (app")]
    [InlineData("7 (app) Z 1 7 7 0 -1 4194304 500 0 3 0 250 150 0 0 20 0 21 0 1115 0 0 0 1 1")]
    public void Parse_RubbishOrZombie_IsNull(string stat) => ProcessCounters.Parse(7, stat, 4096).ShouldBeNull();

    [Fact]
    public void Parse_HostLine_BusyIsWhatIsNeitherIdleNorStolen()
    {
        var host = HostCounters.Parse("cpu  100 0 50 800 20 5 15 10 0 0\ncpu0 1 2 3\n").ShouldNotBeNull();
        host.Total.ShouldBe(10);
        host.Busy.ShouldBe(1.7, 1e-9);
        host.Steal.ShouldBe(0.1, 1e-9);
        host.Interrupts.ShouldBe(0.2, 1e-9);
    }

    [Fact]
    public void ParsePressure_SomeLine_GivesSeconds() =>
        HostSampler.ParsePressure("some avg10=3.29 avg60=1.89 avg300=1.38 total=21124042\nfull avg10=0.00\n").ShouldBe(21.124042);

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024.0)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("", null)]
    public void DescriptorLimit_LimitsFile_GivesTheSoftLimit(string limits, double? expected) =>
        ProcessSampler.DescriptorLimit("Limit  Soft Limit\n" + limits).ShouldBe(expected);

    [Fact]
    public void ParseProcessor_CpuInfo_GivesTheModel() =>
        HostReader.ParseProcessor("processor\t: 0\nmodel name\t: Fast CPU @ 3.00GHz\n").ShouldBe("Fast CPU @ 3.00GHz");

    [Fact]
    public void Sample_ProcessThatIsGone_IsMissingWithReason()
    {
        var sink = new MemorySink();
        new ProcessSampler(sink).Sample(TimeSpan.Zero, int.MaxValue);
        sink.Missing.ShouldContainKey(SignalNames.ProcessCpu);
        sink.Values.ShouldBeEmpty();
    }

    [Fact]
    public void Waited_ThreadsThatCameOrWent_CountOnlyThoseInBoth() =>
        ThreadWaits.Between(new() { ["1"] = 100, ["2"] = 50 }, new() { ["1"] = 160, ["3"] = 900 }).ShouldBe(60);

    [Fact]
    public void Sample_HostCounters_GivesBusyCoresAndSteal()
    {
        var sink = new MemorySink();
        var sampler = new HostSampler(sink);
        sampler.Sample(TimeSpan.Zero, new HostCounters(Idle: 10, Steal: 0, Interrupts: 0, Total: 20), pressureSeconds: 1);
        sampler.Sample(TimeSpan.FromSeconds(1), new HostCounters(Idle: 10.5, Steal: 0.1, Interrupts: 0, Total: 22), pressureSeconds: 1.25);
        sink[SignalNames.HostCpu].ShouldBe(1.4, 1e-9);
        sink[SignalNames.HostSteal].ShouldBe(0.05, 1e-9);
        sink[SignalNames.HostCpuPressure].ShouldBe(0.25, 1e-9);
    }
}
