using System.Runtime.InteropServices;

namespace SentinelPerf.Cli;

/// <summary>
/// Ends a run when somebody wants it to end: Ctrl-C, a termination signal, the end of the lifeline. The first time gracefully (the target is
/// stopped, the reports hold what was measured); Ctrl-C once more waits only briefly.
/// </summary>
internal sealed class Interruption : IDisposable
{
    // Longer than a target that ignores its termination signal is given before it is killed (3 s), so that even haste leaves no process behind.
    private static readonly TimeSpan DefaultBriefWait = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _briefWait;
    private readonly CancellationTokenSource _graceful;
    private readonly CancellationTokenSource _hurried = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _interrupts;

    /// <summary>Watches signals if told to.</summary>
    /// <param name="handleSignals">Whether to.</param>
    /// <param name="cancel">Ends the run gracefully as well.</param>
    /// <param name="briefWait">How long the second Ctrl-C waits; null: 5 s.</param>
    public Interruption(bool handleSignals, CancellationToken cancel, TimeSpan? briefWait = null)
    {
        _briefWait = briefWait ?? DefaultBriefWait;
        _graceful = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (!handleSignals) return;
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, Interrupt)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, Terminate)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, Terminate)));
    }

    /// <summary>Cancelled when the run shall end gracefully.</summary>
    public CancellationToken Token => _graceful.Token;

    /// <summary>Cancelled when waiting for the graceful end shall stop too.</summary>
    public CancellationToken Hurried => _hurried.Token;

    /// <summary>Ctrl-C: gracefully the first time, briefly the second.</summary>
    public void Interrupt()
    {
        if (Interlocked.Increment(ref _interrupts) == 2) _hurried.CancelAfter(_briefWait);
        Terminate();
    }

    /// <summary>Ends the run gracefully. Saying it more than once changes nothing: a build that is stopped both signals and drops the lifeline.</summary>
    public void Terminate() => _graceful.Cancel();

    /// <summary>Reads a stream to its end, which ends the run: whoever started the tool is gone or wants it to stop.</summary>
    public void Watch(Stream lifeline)
    {
        // A thread of its own: reading a pipe cannot be cancelled everywhere, and must not hold a thread of the pool.
        new Thread(() => ReadToEnd(lifeline)) { IsBackground = true, Name = "lifeline" }.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
        _graceful.Dispose();
        _hurried.Dispose();
    }

    private static void Handle(PosixSignalContext context, Action act)
    {
        context.Cancel = true;
        act();
    }

    private void ReadToEnd(Stream lifeline)
    {
        var buffer = new byte[64];
        try
        {
            while (lifeline.Read(buffer) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A lifeline that breaks has ended.
        }

        try
        {
            Terminate();
        }
        catch (ObjectDisposedException)
        {
            // The run is over already.
        }
    }
}
