using System.Collections.Immutable;
using Microsoft.Diagnostics.NETCore.Client;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Signals;

/// <summary>
/// Watches the target from inside (event pipe) and outside (process, host, control group) and keeps everything as bounded time series on
/// the run's clock. What cannot be watched is noted with its reason; nothing that happens here ends a run. Safe for concurrent use.
/// </summary>
public sealed class SignalRecorder : ISignalSink, IAsyncDisposable
{
    /// <summary>Series kept at most; a target with unbounded tag values must not fill our memory.</summary>
    public const int MaxSeries = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Name, string? Where), BoundedSeries> _series = [];
    private readonly Dictionary<string, string> _missing = new(StringComparer.Ordinal);
    private readonly List<EventPipeCollector> _collectors = [];
    private readonly List<Problem> _problems = [];
    private readonly SignalClock _clock;
    private SamplingLoop? _sampling;

    /// <summary>Starts a log.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="originTimestamp"><see cref="TimeProvider.GetTimestamp"/> at the run's zero; offsets count from here, as the engine's do.</param>
    public SignalRecorder(TimeProvider time, long originTimestamp) => (_clock, OriginTimestamp) = (new SignalClock(time, originTimestamp), originTimestamp);

    /// <summary>The raw timestamp at the run's zero.</summary>
    public long OriginTimestamp { get; }

    /// <summary>Now, on the run's clock.</summary>
    public TimeSpan Now => _clock.Now;

    /// <summary>What the user should know of the watching itself: warnings only.</summary>
    public ImmutableArray<Problem> Problems
    {
        get { lock (_gate) return [.. _problems]; }
    }

    /// <summary>
    /// Opens the event pipe of a target whose runtime may still be suspended, and reads it until the target ends or this is disposed.
    /// Called again for a restarted target it goes on in the same log. A pipe that cannot be opened is a missing signal and a warning, not an error.
    /// </summary>
    public async Task AttachAsync(DiagnosticsClient client, CancellationToken cancel)
    {
        try
        {
            var collector = await EventPipeCollector.StartAsync(client, _clock, this, cancel);
            lock (_gate) _collectors.Add(collector);
        }
        catch (Exception e) when (EventPipeCollector.IsPipeFailure(e))
        {
            RecordMissing(EventPipeCollector.SignalName, $"the target's event pipe could not be opened: {e.Message}");
            lock (_gate) _problems.Add(Problem.Warning(DiagnosticCodes.EventPipeUnavailable,
                $"The event pipe of the target could not be opened ({e.Message}). The run goes on without signals from inside the process, so causes are told apart less well. {DiagnosticCodes.EventPipeUnavailable.Remedy}"));
        }
    }

    /// <summary>Starts sampling process, host and control group every 250 ms on a thread of its own. Call once.</summary>
    /// <param name="processId">The target's process; asked for at every sample, so that a restart is followed; null while there is none.</param>
    /// <exception cref="InvalidOperationException">When called twice.</exception>
    public void StartSampling(Func<int?> processId)
    {
        lock (_gate)
        {
            if (_sampling is not null) throw new InvalidOperationException("Sampling was started already.");
            _sampling = new SamplingLoop(_clock, this, processId);
        }
    }

    /// <summary>Adds one value to a series.</summary>
    /// <param name="name">Name of the series.</param>
    /// <param name="unit">UCUM unit.</param>
    /// <param name="where">What it is about; null when it names nothing.</param>
    /// <param name="at">Offset on the run's clock.</param>
    /// <param name="value">The value; one that is not finite is left out.</param>
    public void Record(string name, string unit, string? where, TimeSpan at, double value)
    {
        lock (_gate)
        {
            if (!_series.TryGetValue((name, where), out var series))
            {
                if (_series.Count >= MaxSeries)
                {
                    _missing.TryAdd(name, FormattableString.Invariant($"more than {MaxSeries} series; further tag values are left out"));
                    return;
                }
                _series.Add((name, where), series = new BoundedSeries(name, unit, where));
            }
            series.Add(at, value);
        }
    }

    /// <inheritdoc/>
    public void RecordMissing(string signal, string reason)
    {
        lock (_gate) _missing.TryAdd(signal, reason);
    }

    /// <summary>A copy of everything so far; at any time, also after disposal. Series stand in order of name and place.</summary>
    public SignalLog Snapshot()
    {
        lock (_gate)
        {
            return new SignalLog(
                [.. _series.OrderBy(s => s.Key.Name, StringComparer.Ordinal).ThenBy(s => s.Key.Where, StringComparer.Ordinal).Select(s => s.Value.ToSeries())],
                [.. _missing.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new MissingSignal(m.Key, m.Value))]);
        }
    }

    /// <summary>Stops watching: ends the event pipe session and the sampling thread and waits for both.</summary>
    public async ValueTask DisposeAsync()
    {
        EventPipeCollector[] collectors;
        SamplingLoop? sampling;
        lock (_gate)
        {
            collectors = [.. _collectors];
            _collectors.Clear();
            sampling = _sampling;
        }
        if (sampling is not null) await sampling.DisposeAsync();
        foreach (var collector in collectors) await collector.DisposeAsync();
    }
}
