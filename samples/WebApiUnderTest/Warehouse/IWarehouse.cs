namespace WebApiUnderTest.Warehouse;

/// <summary>Knows how many pieces of each item are on the shelf. Most faults are another way to write this.</summary>
public interface IWarehouse
{
    /// <summary>Pieces of the item on the shelf.</summary>
    Task<int> CountAsync(int itemId, CancellationToken cancel);
}

/// <summary>The healthy one: the counts are in memory.</summary>
public sealed class MemoryWarehouse : IWarehouse
{
    /// <inheritdoc/>
    public Task<int> CountAsync(int itemId, CancellationToken cancel) => Task.FromResult(WarehouseDatabase.PiecesOf(itemId));
}

/// <summary>The counts are in a database, asked as it should be.</summary>
/// <param name="queryTime">How long the database takes.</param>
public sealed class RemoteWarehouse(TimeSpan queryTime) : IWarehouse, IDisposable
{
    private readonly WarehouseDatabase _database = new(queryTime);

    /// <inheritdoc/>
    public Task<int> CountAsync(int itemId, CancellationToken cancel) => _database.QueryAsync(itemId);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();
}
