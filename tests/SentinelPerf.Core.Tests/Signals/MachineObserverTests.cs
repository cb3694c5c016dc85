using SentinelPerf.Load;
using SentinelPerf.Signals;

namespace SentinelPerf.Core.Tests.Signals;

public sealed class MachineObserverTests
{
    private readonly ManualTime _time = new();
    private int? _process = 7;
    private double _targetCpu;
    private double _busy;
    private double _stolen;
    private long _waited;
    private long _waitsFor;
    private double? _targetCores;

    [Fact]
    public void EndWindow_TargetFillsWhatGeneratorLeaves_IsAtItsLimit()
    {
        var seen = Window(seconds: 2, targetCpu: 2.6, busy: 4.0, generatorCores: 0.65);
        seen.TargetCpuCores.ShouldNotBeNull().ShouldBe(1.3, 1e-9);
        seen.ThirdProcessCpuCores.ShouldNotBeNull().ShouldBe(0.05, 1e-9);
        seen.TargetAtItsCpuLimit.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1.2, true)]
    [InlineData(0.8, false)]
    public void EndWindow_TargetUsesAThirdOfWhatIsLeft_KeepsTheCpuBusy(double targetCpu, bool busy)
    {
        var seen = Window(seconds: 2, targetCpu, busy: targetCpu + 0.4, generatorCores: 0.2);
        seen.TargetKeepsTheCpuBusy.ShouldBe(busy);
        seen.TargetAtItsCpuLimit.ShouldBeFalse();
    }

    [Fact]
    public void EndWindow_TargetIdlesBesideAFreeCore_IsNotAtItsLimit() =>
        Window(seconds: 2, targetCpu: 1, busy: 2, generatorCores: 0.5).TargetAtItsCpuLimit.ShouldBeFalse();

    [Fact]
    public void EndWindow_GeneratorUsesMoreThanTheTarget_IsNotAtItsLimit() =>
        Window(seconds: 2, targetCpu: 1.6, busy: 4, generatorCores: 1.2).TargetAtItsCpuLimit.ShouldBeFalse();

    [Fact]
    public void EndWindow_OthersFillTheMachine_IsNotAtItsLimit() =>
        Window(seconds: 2, targetCpu: 0.4, busy: 4, generatorCores: 0.2).TargetAtItsCpuLimit.ShouldBeFalse();

    [Fact]
    public void EndWindow_ThreadsStoodReady_TellsHowManyAndTheIdleCores()
    {
        _waitsFor = 1_500_000_000;
        var seen = Window(seconds: 2, targetCpu: 1, busy: 3, generatorCores: 0.1);
        seen.TargetWaitingThreads.ShouldNotBeNull().ShouldBe(0.75, 1e-9);
        seen.IdleCores.ShouldNotBeNull().ShouldBe(0.5, 1e-9);
    }

    [Theory]
    [InlineData(0.95, true)]
    [InlineData(0.85, false)]
    public void EndWindow_TargetFillsItsOwnCores_IsAtItsLimitWhateverTheGeneratorUses(double cores, bool atLimit)
    {
        _targetCores = 1;
        var seen = Window(seconds: 2, targetCpu: 2 * cores, busy: 2 * cores + 1.9, generatorCores: 0.95);
        seen.TargetAtItsCpuLimit.ShouldBe(atLimit);
        seen.TargetCores.ShouldBe(1);
    }

    [Fact]
    public void EndWindow_StolenTime_IsNeitherBusyNorThird()
    {
        var seen = Window(seconds: 2, targetCpu: 1, busy: 1, generatorCores: 0, stolen: 0.4);
        seen.StealShare.ShouldNotBeNull().ShouldBe(0.1, 1e-9);
        seen.ThirdProcessCpuCores.ShouldNotBeNull().ShouldBe(0, 1e-9);
    }

    [Fact]
    public void EndWindow_ProcessRestartedWithin_LeavesTargetUnknown()
    {
        var observer = Observer();
        observer.BeginWindow();
        _time.Advance(TimeSpan.FromSeconds(2));
        _process = 8;
        var seen = observer.EndWindow(0.1);
        seen.TargetCpuCores.ShouldBeNull();
        seen.ThirdProcessCpuCores.ShouldBeNull();
        seen.TargetAtItsCpuLimit.ShouldBeFalse();
    }

    [Fact]
    public void EndWindow_WithoutBegin_IsUnknown() => Observer().EndWindow(0.1).ShouldBe(TrialSurroundings.Unknown);

    private TrialSurroundings Window(double seconds, double targetCpu, double busy, double generatorCores, double stolen = 0)
    {
        var observer = Observer();
        observer.BeginWindow();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        (_targetCpu, _busy, _stolen, _waited) = (targetCpu, busy, stolen, _waitsFor);
        return observer.EndWindow(generatorCores);
    }

    private MachineObserver Observer() => new(_time, () => _process, id => new ProcessCounters(id, _targetCpu, 10, 0, 0),
        () => new HostCounters(Idle: 100 + 2 * _time.GetElapsedTime(0).TotalSeconds - _busy - _stolen, Steal: _stolen, Interrupts: 0,
            Total: 100 + 2 * _time.GetElapsedTime(0).TotalSeconds),
        _ => new() { ["1"] = _waited }, cores: 2, _targetCores);
}
