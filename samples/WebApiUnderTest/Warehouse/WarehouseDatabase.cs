using System.Collections.Concurrent;
using System.Diagnostics;

namespace WebApiUnderTest.Warehouse;

/// <summary>
/// Stands in for a database on the network: every query takes <paramref name="queryTime"/>, however many run at once, and costs no CPU.
/// Asynchronous answers come from a thread of its own, as from a driver's receive loop, so that they need no thread of the pool.
/// </summary>
public sealed class WarehouseDatabase(TimeSpan queryTime) : IDisposable
{
    // All queries take the same time, so the oldest is always the next one due.
    private readonly ConcurrentQueue<(long Due, int ItemId, TaskCompletionSource<int> Answer)> _pending = new();
    private readonly AutoResetEvent _asked = new(false);
    private readonly Lock _starting = new();
    private Thread? _receiver;
    private volatile bool _closed;

    /// <summary>Pieces of the item on the shelf: a fixed, made-up number.</summary>
    public static int PiecesOf(int itemId) => itemId * 7919 % 250;

    /// <summary>Asks and blocks the calling thread until the answer is there.</summary>
    public int Query(int itemId)
    {
        Thread.Sleep(queryTime);
        return PiecesOf(itemId);
    }

    /// <summary>Asks without blocking.</summary>
    public Task<int> QueryAsync(int itemId)
    {
        if (_receiver is null) StartReceiver();
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending.Enqueue((Stopwatch.GetTimestamp() + (long)(queryTime.TotalSeconds * Stopwatch.Frequency), itemId, answer));
        _asked.Set();
        return answer.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed = true;
        _asked.Set();
        _receiver?.Join();
        _asked.Dispose();
    }

    private void StartReceiver()
    {
        lock (_starting)
        {
            if (_receiver is not null) return;
            var receiver = new Thread(Receive) { IsBackground = true, Name = "warehouse database" };
            receiver.Start();
            _receiver = receiver;
        }
    }

    private void Receive()
    {
        while (!_closed)
        {
            if (!_pending.TryDequeue(out var next))
            {
                _asked.WaitOne();
                continue;
            }
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), next.Due);
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
            next.Answer.SetResult(PiecesOf(next.ItemId));
        }
    }
}
