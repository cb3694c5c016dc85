using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>lock-contention</c>: the database connection is not thread-safe, so somebody put a lock around it, and with it around the wait for the network.
/// One query of 5 ms at a time: at most 200 per second, whatever the machine.
/// </summary>
public sealed class LockedWarehouse : IWarehouse, IDisposable
{
    private readonly WarehouseDatabase _connection = new(TimeSpan.FromMilliseconds(5));

    /// <inheritdoc/>
    public Task<int> CountAsync(int itemId, CancellationToken cancel)
    {
        lock (_connection) return Task.FromResult(_connection.Query(itemId));
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
