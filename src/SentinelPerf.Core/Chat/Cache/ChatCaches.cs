using System.Collections.Immutable;
using Microsoft.Extensions.Caching.Distributed;

namespace SentinelPerf.Chat;

/// <summary>
/// A chain of caches: each operation is done by the first that can. A cache that fails is left out from then on and its reason is kept; a run
/// never ends because of a cache.
/// </summary>
public sealed class ChatCaches
{
    private readonly List<(string Name, IDistributedCache Cache)> _chain;

    /// <summary>Makes a chain, the preferred one first.</summary>
    public ChatCaches(IEnumerable<(string Name, IDistributedCache Cache)> chain) => _chain = [.. chain];

    /// <summary>What failed, in words.</summary>
    public ImmutableArray<string> Failures { get; private set; } = [];

    /// <summary>The chain of an option: Redis, then files, then memory.</summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="shared">Outlives the chain.</param>
    public static ChatCaches For(ChatCacheOptions options, MemoryChatCache shared)
    {
        ArgumentNullException.ThrowIfNull(options);
        var memory = ("memory", (IDistributedCache)shared);
        var file = ("file", (IDistributedCache)new FileChatCache(options.Path ?? FileChatCache.DefaultFolder(), options.Entries));
        return new ChatCaches(options.Kind switch
        {
            ChatCacheKind.None => [],
            ChatCacheKind.Memory => [memory],
            ChatCacheKind.Redis when RedisAddress.TryParse(options.Redis, out var address) => [("redis", new RedisChatCache(address)), file, memory],
            _ => [file, memory],
        });
    }

    /// <summary>A value; null when none has it.</summary>
    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        byte[]? value = null;
        await FirstAsync(async cache => value = await cache.GetAsync(key, cancel));
        return value;
    }

    /// <summary>Keeps a value.</summary>
    public Task SetAsync(string key, byte[] value, CancellationToken cancel) => FirstAsync(cache => cache.SetAsync(key, value, new DistributedCacheEntryOptions(), cancel));

    private async Task FirstAsync(Func<IDistributedCache, Task> act)
    {
        while (_chain is [var (name, cache), ..])
            try
            {
                await act(cache);
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException)
            {
                Failures = Failures.Add($"{name}: {e.Message.ReplaceLineEndings(" ")}");
                _chain.RemoveAt(0);
            }
    }
}
