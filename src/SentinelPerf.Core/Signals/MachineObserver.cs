using SentinelPerf.Load;

namespace SentinelPerf.Signals;

/// <summary>
/// Tells what the machine did during a trial's scored window: the target's CPU, other processes' CPU, steal, and whether the target used
/// all the CPU that was available to it, and how long its threads stood ready without a core. Some small reads of /proc at each end of the window
/// (about 0.1 ms and 10 µs for each of the target's threads). Not safe for concurrent use.
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
    private readonly Func<int, Dictionary<string, long>?> _readWaits;
    private readonly double _cores;
    private readonly double? _targetCores;
    private int? _groupOf;
    private double? _quota;
    private (long At, ProcessCounters? Process, HostCounters? Host, Dictionary<string, long>? Waits)? _begin;

    /// <summary>Watches this machine.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="processId">The target's process, asked for at every window; null while there is none, or for a target elsewhere.</param>
    /// <param name="targetCores">Cores that are the target's alone; null: it shares the machine with the generator.</param>
    public MachineObserver(TimeProvider time, Func<int?> processId, double? targetCores = null)
        : this(time, processId, ProcessCounters.TryRead, HostCounters.TryRead, id => ThreadWaits.TryRead(id, out _), HostReader.Cores(), targetCores) { }

    internal MachineObserver(TimeProvider time, Func<int?> processId, Func<int, ProcessCounters?> readProcess, Func<HostCounters?> readHost,
        Func<int, Dictionary<string, long>?> readWaits, double cores, double? targetCores = null) =>
        (_time, _processId, _readProcess, _readHost, _readWaits, _cores, _targetCores) = (time, processId, readProcess, readHost, readWaits, cores, targetCores);

    /// <inheritdoc/>
    public void BeginWindow() => _begin = (_time.GetTimestamp(), Process(), _readHost(), Waits());

    /// <inheritdoc/>
    public TrialSurroundings EndWindow(double generatorCpuCores)
    {
        if (_begin is not { } begin) return TrialSurroundings.Unknown;
        _begin = null;
        var elapsed = _time.GetElapsedTime(begin.At);
        if (elapsed < ShortestWindow) return TrialSurroundings.Unknown with { Cores = _cores };
        var target = Cpu(begin.Process, Process(), elapsed);
        var (busy, idle, steal) = Host(begin.Host, _readHost(), elapsed);
        // Interrupt time is our own traffic's, not another process's.
        double? third = busy is null || (target is null && _processId() is not null) ? null : Math.Max(0, busy.Value - (target ?? 0) - generatorCpuCores);
        var seen = new TrialSurroundings
        {
            TargetCpuCores = target,
            ThirdProcessCpuCores = third,
            IdleCores = idle,
            TargetWaitingThreads = target is not null && begin.Waits is { Count: > 0 } before && Waits() is { } after ? ThreadWaits.Between(before, after) / 1e9 / elapsed.TotalSeconds : null,
            StealShare = steal,
            Cores = _cores,
            TargetCores = _targetCores,
        };
        return seen with { TargetAtItsCpuLimit = Leads(seen, generatorCpuCores, LimitShare), TargetKeepsTheCpuBusy = Leads(seen, generatorCpuCores, BusyShare) };
    }

    /// <summary>
    /// On a machine that others fill, whatever the target uses is nearly all that is left: it leads only where it is not the smaller consumer. The same goes for
    /// the generator: one that uses more than the target is its own limit, never the target's, unless each has its own cores.
    /// </summary>
    private bool Leads(TrialSurroundings seen, double generator, double share)
    {
        if (seen.TargetCpuCores is not { } used || used < (seen.ThirdProcessCpuCores ?? 0) || (_targetCores is null && used < generator)) return false;
        var left = seen.AvailableToTarget(generator) ?? _cores;
        return used >= share * (_quota is { } quota ? Math.Min(quota, left) : left);
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

    private Dictionary<string, long>? Waits() => _processId() is { } id ? _readWaits(id) : null;

    /// <summary>CPU in cores; null when the process changed within the window.</summary>
    private static double? Cpu(ProcessCounters? begin, ProcessCounters? end, TimeSpan elapsed) =>
        begin is { } b && end is { } e && b.ProcessId == e.ProcessId ? Math.Max(0, e.CpuSeconds - b.CpuSeconds) / elapsed.TotalSeconds : null;

    private static (double? BusyCores, double? IdleCores, double? StealShare) Host(HostCounters? begin, HostCounters? end, TimeSpan elapsed)
    {
        if (begin is not { } b || end is not { } e || e.Total <= b.Total) return (null, null, null);
        var busy = Math.Max(0, e.Busy - b.Busy - (e.Interrupts - b.Interrupts)) / elapsed.TotalSeconds;
        return (busy, Math.Max(0, e.Idle - b.Idle) / elapsed.TotalSeconds, Math.Clamp((e.Steal - b.Steal) / (e.Total - b.Total), 0, 1));
    }
}
