using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>thread-pool-starvation</c>: sync over async. Each request blocks a thread of the pool for the 60 ms that the database needs, and the pool was
/// once fixed at 16 threads 'to save memory': at most 267 queries per second (more with more than 5 cores), while the CPU idles.
/// </summary>
public sealed class BlockingWarehouse : IWarehouse, IDisposable
{
    private readonly WarehouseDatabase _database = new(TimeSpan.FromMilliseconds(60));

    /// <summary>Fixes the size of the thread pool.</summary>
    public BlockingWarehouse()
    {
        var threads = Math.Max(16, 3 * Environment.ProcessorCount + 1);
        ThreadPool.SetMinThreads(threads, threads);
        ThreadPool.SetMaxThreads(threads, threads);
    }

    /// <inheritdoc/>
    public Task<int> CountAsync(int itemId, CancellationToken cancel)
    {
        var pieces = _database.QueryAsync(itemId).Result;
        return Task.FromResult(pieces);
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();
}
