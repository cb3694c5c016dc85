namespace SentinelPerf.Signals;

/// <summary>Samples process, host and control group on a thread of its own, so that a busy thread pool of ours does not thin the samples out.</summary>
internal sealed class SamplingLoop : IAsyncDisposable
{
    /// <summary>Time between two samples; each costs about 0.2 ms.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _disposed;

    /// <summary>Starts.</summary>
    public SamplingLoop(SignalClock clock, ISignalSink sink, Func<int?> processId)
    {
        var process = new ProcessSampler(sink);
        var host = new HostSampler(sink);
        var stop = _stop.Token;
        _loop = Task.Factory.StartNew(() =>
        {
            do
            {
                host.Sample(clock.Now);
                process.Sample(clock.Now, processId());
            }
            while (!stop.WaitHandle.WaitOne(Period));
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }
}
