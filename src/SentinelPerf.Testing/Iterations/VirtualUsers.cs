using System.Collections.Concurrent;

namespace SentinelPerf.Testing.Iterations;

/// <summary>
/// Lends each iteration the user who has been idle longest, so that there are as many users as iterations were ever in flight at once, and no user
/// is in two iterations at a time.
/// </summary>
internal sealed class VirtualUsers(ulong seed)
{
    private readonly ConcurrentQueue<VirtualUser> _idle = new();
    private long _iterations;
    private int _users;

    /// <summary>An iteration with a context as the plain call that the engine makes.</summary>
    public Func<HttpClient, CancellationToken, Task> Bind(Func<PerfContext, Task> iteration) => (client, cancel) => Run(iteration, client, cancel);

    private Task Run(Func<PerfContext, Task> iteration, HttpClient client, CancellationToken cancel)
    {
        if (!_idle.TryDequeue(out var user)) user = new VirtualUser(Interlocked.Increment(ref _users) - 1);
        var context = new PerfContext(client, user, Interlocked.Increment(ref _iterations) - 1, seed, cancel);
        Task? task;
        try
        {
            task = iteration(context);
        }
        catch
        {
            _idle.Enqueue(user);
            throw;
        }
        if (task is { IsCompleted: false }) return new Ending(this, context, task).Task;
        _idle.Enqueue(user);
        return task is { IsCompletedSuccessfully: true } && context.FailedCheck is { } check ? Task.FromException(new PerfCheckException(check)) : task!;
    }

    /// <summary>Ends an iteration that was awaited: as it ended itself, or with the check that failed. Throws nothing, since a target that breaks fails many.</summary>
    private sealed class Ending : TaskCompletionSource
    {
        private readonly VirtualUsers _users;
        private readonly PerfContext _context;
        private readonly Task _task;

        public Ending(VirtualUsers users, PerfContext context, Task task)
        {
            (_users, _context, _task) = (users, context, task);
            task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(End);
        }

        private void End()
        {
            _users._idle.Enqueue(_context.User);
            if (_task.IsFaulted) SetException(_task.Exception.InnerExceptions);
            else if (_task.IsCanceled) SetCanceled();
            else if (_context.FailedCheck is { } check) SetException(new PerfCheckException(check));
            else SetResult();
        }
    }
}

/// <summary>One user: an identity and what the user's iterations left.</summary>
internal sealed class VirtualUser(int id)
{
    private Dictionary<string, object?>? _state;

    public int Id => id;

    public Dictionary<string, object?> State => _state ??= new(StringComparer.Ordinal);
}

/// <summary>An iteration that came to its end with a check that did not hold.</summary>
internal sealed class PerfCheckException(string check) : Exception($"check '{check}' failed");
