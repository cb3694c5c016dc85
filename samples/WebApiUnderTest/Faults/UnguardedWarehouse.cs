using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>crash</c>: counts are 'refreshed in the background' by an <c>async void</c> method. Its buffer has room for 8 refreshes of 30 ms; the exception of
/// the 9th at once has nobody to catch it and ends the process, somewhere near 200 queries per second.
/// </summary>
public sealed class UnguardedWarehouse : IWarehouse, IDisposable
{
    private const int Room = 8;

    private readonly WarehouseDatabase _database = new(TimeSpan.FromMilliseconds(30));
    private int _refreshing;

    /// <inheritdoc/>
    public async Task<int> CountAsync(int itemId, CancellationToken cancel)
    {
        Refresh(itemId);
        return await _database.QueryAsync(itemId);
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private async void Refresh(int itemId)
    {
        await Task.Yield();
        if (Interlocked.Increment(ref _refreshing) > Room) throw new InvalidOperationException("The buffer of the warehouse's refreshes is full.");
        await _database.QueryAsync(itemId);
        Interlocked.Decrement(ref _refreshing);
    }
}
