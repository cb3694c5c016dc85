using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>exception-onset</c>: the driver takes 12 queries of 30 ms at once and throws at the 13th; nobody met that before there was load.
/// Errors pass 1 % of the warehouse's requests somewhere near 200 queries per second.
/// </summary>
public sealed class ThrowingWarehouse : IWarehouse, IDisposable
{
    private const int MostAtOnce = 12;

    private readonly WarehouseDatabase _database = new(TimeSpan.FromMilliseconds(30));
    private int _running;

    /// <inheritdoc/>
    public async Task<int> CountAsync(int itemId, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref _running) > MostAtOnce) throw new TimeoutException("The warehouse database took no further query in time.");
            return await _database.QueryAsync(itemId);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();
}
