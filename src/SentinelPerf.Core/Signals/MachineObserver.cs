using SentinelPerf.Load;

namespace SentinelPerf.Signals;

/// <summary>
/// Tells what the machine did during a trial's scored window: the target's CPU, other processes' CPU, steal, and whether the target used
/// all the CPU that was available to it. Three small reads of /proc at each end of the window (about 0.1 ms). Not safe for concurrent use.
/// </summary>
public sealed class MachineObserver : ITrialObserver
{
    /// <summary>Share of the available CPU from which the target counts as at its limit.</summary>
    public const double LimitShare = 0.9;

    /// <summary>Share of the CPU available to the target from which on its work delays the pacer noticeably.</summary>
    public const double BusyShare = 1.0 / 3;

    /// <summary>A window shorter than this says nothing: the counters step by 10 ms.</summary>
    private static readonly TimeSpan ShortestWindow = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _time;
    private readonly Func<int?> _processId;
    private readonly Func<int, ProcessCounters?> _readProcess;
    private readonly Func<HostCounters?> _readHost;
    private readonly double _cores;
    private int? _groupOf;
    private double? _quota;
    private (long At, ProcessCounters? Process, HostCounters? Host)? _begin;

    /// <summary>Watches this machine.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="processId">The target's process, asked for at every window; null while there is none, or for a target elsewhere.</param>
    public MachineObserver(TimeProvider time, Func<int?> processId)
        : this(time, processId, ProcessCounters.TryRead, HostCounters.TryRead, HostReader.Cores()) { }

    internal MachineObserver(TimeProvider time, Func<int?> processId, Func<int, ProcessCounters?> readProcess, Func<HostCounters?> readHost, double cores) =>
        (_time, _processId, _readProcess, _readHost, _cores) = (time, processId, readProcess, readHost, cores);

    /// <inheritdoc/>
    public void BeginWindow() => _begin = (_time.GetTimestamp(), Process(), _readHost());

    /// <inheritdoc/>
    public TrialSurroundings EndWindow(double generatorCpuCores)
    {
        if (_begin is not { } begin) return TrialSurroundings.Unknown;
        _begin = null;
        var elapsed = _time.GetElapsedTime(begin.At);
        if (elapsed < ShortestWindow) return TrialSurroundings.Unknown with { Cores = _cores };
        var target = Cpu(begin.Process, Process(), elapsed);
        var (busy, steal) = Host(begin.Host, _readHost(), elapsed);
        // Interrupt time is our own traffic's, not another process's.
        double? third = busy is null || (target is null && _processId() is not null) ? null : Math.Max(0, busy.Value - (target ?? 0) - generatorCpuCores);
        bool Leads(double share) => target is { } used && used >= (third ?? 0) && used >= generatorCpuCores && used >= share * Available(generatorCpuCores, third ?? 0);
        return new TrialSurroundings
        {
            TargetCpuCores = target,
            ThirdProcessCpuCores = third,
            StealShare = steal,
            Cores = _cores,
            // On a machine that others fill, whatever the target uses is nearly all that is left: it is at its limit only where it is not the smaller
            // consumer. The same goes for the generator: one that uses more than the target is its own limit, never the target's.
            TargetAtItsCpuLimit = Leads(LimitShare),
            TargetKeepsTheCpuBusy = Leads(BusyShare),
        };
    }

    private double Available(double generator, double third)
    {
        var left = Math.Max(_cores - generator - third, 0.1);
        return _quota is { } quota ? Math.Min(quota, left) : left;
    }

    private ProcessCounters? Process()
    {
        if (_processId() is not { } id) return null;
        if (_groupOf != id)
        {
            _groupOf = id;
            _quota = ControlGroup.Find(id)?.QuotaCores();
        }
        return _readProcess(id);
    }

    /// <summary>CPU in cores; null when the process changed within the window.</summary>
    private static double? Cpu(ProcessCounters? begin, ProcessCounters? end, TimeSpan elapsed) =>
        begin is { } b && end is { } e && b.ProcessId == e.ProcessId ? Math.Max(0, e.CpuSeconds - b.CpuSeconds) / elapsed.TotalSeconds : null;

    private static (double? BusyCores, double? StealShare) Host(HostCounters? begin, HostCounters? end, TimeSpan elapsed)
    {
        if (begin is not { } b || end is not { } e || e.Total <= b.Total) return (null, null);
        var busy = Math.Max(0, e.Busy - b.Busy - (e.Interrupts - b.Interrupts)) / elapsed.TotalSeconds;
        return (busy, Math.Clamp((e.Steal - b.Steal) / (e.Total - b.Total), 0, 1));
    }
}
