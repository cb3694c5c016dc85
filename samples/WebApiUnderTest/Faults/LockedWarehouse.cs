using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>lock-contention</c>: the database connection is not thread-safe, so somebody put a lock around it, and with it around the wait for the network.
/// One query of 5 ms at a time: at most 200 per second, whatever the machine. When the shop was slow, somebody else gave the pool more threads:
/// now more of them wait for the lock.
/// </summary>
public sealed class LockedWarehouse : IWarehouse, IDisposable
{
    private readonly WarehouseDatabase _connection = new(TimeSpan.FromMilliseconds(5));

    /// <summary>Opens the connection and raises the number of threads that the pool makes without delay.</summary>
    public LockedWarehouse() => ThreadPool.SetMinThreads(32, 32);

    /// <inheritdoc/>
    public Task<int> CountAsync(int itemId, CancellationToken cancel)
    {
        lock (_connection) return Task.FromResult(_connection.Query(itemId));
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
