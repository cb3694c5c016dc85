using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace SentinelPerf.Signals;

/// <summary>One event pipe session, read on a long-running thread until the target ends or the session is stopped.</summary>
internal sealed class EventPipeCollector : IAsyncDisposable
{
    /// <summary>Name of the whole pipe where it is missing.</summary>
    public const string SignalName = "event-pipe";

    private const int BufferMegabytes = 64;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    private readonly EventPipeSession _session;
    private readonly Task _reading;

    private EventPipeCollector(EventPipeSession session, string sessionId, SignalClock clock, ISignalSink sink)
    {
        _session = session;
        _reading = Task.Factory.StartNew(() => Read(session, sessionId, clock, sink), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Opens a session. The reader starts at once and sees the first events when the runtime is resumed.</summary>
    public static async Task<EventPipeCollector> StartAsync(DiagnosticsClient client, SignalClock clock, ISignalSink sink, CancellationToken cancel)
    {
        var sessionId = Guid.NewGuid().ToString("N");
        // No rundown and no stacks: they are most of a session's cost and nothing here reads them.
        var configuration = new EventPipeSessionConfiguration(EventPipeProviders.For(sessionId), BufferMegabytes, requestRundown: false, requestStackwalk: false);
        return new EventPipeCollector(await client.StartEventPipeSessionAsync(configuration, cancel), sessionId, clock, sink);
    }

    /// <summary>Whether an exception means that the pipe cannot be had, rather than a defect of ours.</summary>
    public static bool IsPipeFailure(Exception e) =>
        e is DiagnosticsClientException or IOException or TimeoutException or UnauthorizedAccessException or FormatException
            or System.Net.Sockets.SocketException or ObjectDisposedException or InvalidOperationException or PlatformNotSupportedException;

    /// <summary>
    /// Whether a process that SentinelPerf did not start offers an event pipe: on Unix its socket stands in the temporary folder, on Windows only an attempt can tell.
    /// </summary>
    public static bool IsOffered(int processId) =>
        OperatingSystem.IsWindows() || Directory.EnumerateFiles(Path.GetTempPath(), FormattableString.Invariant($"dotnet-diagnostic-{processId}-*-socket")).Any();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (_session)
        {
            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                if (!_reading.IsCompleted) await _session.StopAsync(limit.Token);
                await _reading.WaitAsync(limit.Token);
            }
            catch (Exception e) when (IsPipeFailure(e) || e is OperationCanceledException)
            {
                // The target is gone or hangs; closing the stream below ends the reader.
            }
        }
        await _reading.WaitAsync(StopLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static void Read(EventPipeSession session, string sessionId, SignalClock clock, ISignalSink sink)
    {
        try
        {
            using var source = new EventPipeEventSource(session.EventStream);
            var runtime = new RuntimeEventFrame(sink);
            var metrics = new MetricEventReader(sessionId, clock, sink, runtime);
            source.Clr.GCSuspendEEStart += e => runtime.SuspendStarted(clock.At(e));
            source.Clr.GCRestartEEStop += e => runtime.Restarted(clock.At(e));
            source.Clr.ContentionStop += e => runtime.Waited(TimeSpan.FromMicroseconds(e.DurationNs / 1000));
            source.Clr.ThreadPoolWorkerThreadAdjustmentAdjustment += e => runtime.PoolAdjusted((int)e.Reason);
            source.Dynamic.AddCallbackForProviderEvent(EventPipeProviders.Metrics, null, metrics.Handle);
            source.Process();
        }
        catch (Exception e) when (IsPipeFailure(e))
        {
            // A target that dies in mid-stream cuts it anywhere: what was read so far stands, its end is told by its exit code.
        }
    }
}
