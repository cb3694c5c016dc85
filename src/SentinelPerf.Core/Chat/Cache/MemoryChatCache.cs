using Microsoft.Extensions.Caching.Distributed;

namespace SentinelPerf.Chat;

/// <summary>Keeps a bounded number of values in this process; what was not used for longest goes first.</summary>
/// <param name="entries">Most values, at least 1.</param>
public sealed class MemoryChatCache(int entries) : IDistributedCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, byte[] Value)>> _places = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, byte[] Value)> _byUse = new();

    /// <inheritdoc/>
    public byte[]? Get(string key)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(key, out var place)) return null;
            _byUse.Remove(place);
            _byUse.AddFirst(place);
            return place.Value.Value;
        }
    }

    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => Task.FromResult(Get(key));

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        lock (_lock)
        {
            Remove(key);
            _places[key] = _byUse.AddFirst((key, value));
            while (_places.Count > entries) Remove(_byUse.Last!.Value.Key);
        }
    }

    /// <inheritdoc/>
    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        Set(key, value, options);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Remove(string key)
    {
        lock (_lock)
            if (_places.Remove(key, out var place)) _byUse.Remove(place);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Refresh(string key) => Get(key);

    /// <inheritdoc/>
    public Task RefreshAsync(string key, CancellationToken token = default) => GetAsync(key, token);
}
