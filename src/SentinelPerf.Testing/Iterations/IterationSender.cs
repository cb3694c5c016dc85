using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Security.Authentication;
using SentinelPerf.Load;

namespace SentinelPerf.Testing.Iterations;

/// <summary>
/// The engine's door to a method: sending is calling it. The call starts on the thread that paces, a completion is counted on the thread that
/// completes it; nothing is allocated per iteration beyond what the method itself allocates.
/// </summary>
internal sealed class IterationSender(Func<HttpClient, CancellationToken, Task> iteration, HttpClient client) : IRequestSender
{
    private const int LongestDetail = 200;

    // A ring that grows with the most iterations in flight and then stays.
    private readonly ConcurrentQueue<Pending> _idle = new();
    private CancellationTokenSource _stop = new();

    /// <inheritdoc/>
    public string Transport => "method";

    /// <inheritdoc/>
    public void Send(int request, int url, int slot, ICompletionSink sink)
    {
        var stop = Volatile.Read(ref _stop).Token;
        Task? task;
        try
        {
            task = iteration(client, stop);
        }
#pragma warning disable CA1031 // Whatever the user's method throws is the outcome of its iteration.
        catch (Exception e)
#pragma warning restore CA1031
        {
            sink.Complete(slot, Classify(e, stop));
            return;
        }
        if (task is null)
        {
            sink.Complete(slot, new RequestOutcome(OutcomeKind.Check, 0, "the method returned null instead of a task"));
            return;
        }
        if (task.IsCompleted)
        {
            sink.Complete(slot, OutcomeOf(task, stop));
            return;
        }
        if (!_idle.TryDequeue(out var pending)) pending = new Pending(this);
        pending.Await(task, slot, sink, stop);
    }

    /// <inheritdoc/>
    public void AbortInFlight()
    {
        // Not disposed: iterations in flight still hold its token.
        var stop = Interlocked.Exchange(ref _stop, new CancellationTokenSource());
        try
        {
            stop.Cancel();
        }
        catch (AggregateException)
        {
            // The user's own cancellation callbacks threw; what became of the iteration shows in its task.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AbortInFlight();
        client.Dispose();
    }

    /// <summary>The outcome that an exception of the user's method stands for.</summary>
    internal static RequestOutcome Classify(Exception exception, CancellationToken stop) => exception switch
    {
        OperationCanceledException => Cancelled(stop),
        HttpRequestException { StatusCode: { } status } => new(OutcomeKind.Status, (int)status),
        HttpRequestException or IOException or SocketException or AuthenticationException => TransportErrors.Classify(exception, aborted: false),
        PerfCheckException => new(OutcomeKind.Check, 0, Line(exception.Message)),
        _ => new(OutcomeKind.Check, 0, Line($"{exception.GetType().Name}: {exception.Message}")),
    };

    // No exception is thrown here again: a broken target would otherwise cost this side more than a healthy one.
    private static RequestOutcome OutcomeOf(Task task, CancellationToken stop)
    {
        if (task.IsCompletedSuccessfully) return new(OutcomeKind.Success);
        return task.IsCanceled ? Cancelled(stop) : Classify(task.Exception!.InnerException!, stop);
    }

    private static RequestOutcome Cancelled(CancellationToken stop) => new(stop.IsCancellationRequested ? OutcomeKind.Aborted : OutcomeKind.Timeout);

    private static string Line(string text)
    {
        text = text.ReplaceLineEndings(" ").Trim();
        return text.Length <= LongestDetail ? text : text[..LongestDetail] + "…";
    }

    /// <summary>An iteration in flight; used again for another once it has ended.</summary>
    private sealed class Pending
    {
        private readonly IterationSender _sender;
        private readonly Action _resume;
        private Task _task = Task.CompletedTask;
        private CancellationToken _stop;
        private ICompletionSink? _sink;
        private int _slot;

        public Pending(IterationSender sender) => (_sender, _resume) = (sender, Resume);

        public void Await(Task task, int slot, ICompletionSink sink, CancellationToken stop)
        {
            (_task, _stop, _slot, _sink) = (task, stop, slot, sink);
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_resume);
        }

        private void Resume()
        {
            var (outcome, slot, sink) = (OutcomeOf(_task, _stop), _slot, _sink!);
            (_task, _stop, _sink) = (Task.CompletedTask, default, null);
            // First back to the idle ones: a closed loop sends the next iteration from within Complete.
            _sender._idle.Enqueue(this);
            sink.Complete(slot, outcome);
        }
    }
}
