using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;

namespace SentinelPerf.Chat;

/// <summary>
/// Keeps values on a Redis server, over RESP2. A connection per operation: there are two in a run, and a kept one would have to be watched.
/// </summary>
/// <param name="address">The server.</param>
public sealed class RedisChatCache(RedisAddress address) : IDistributedCache
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(30);

    /// <summary>Longest wait for the server.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private const int LongestValue = 1 << 20;

    /// <inheritdoc/>
    public byte[]? Get(string key) => GetAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => CommandAsync(token, "GET"u8.ToArray(), Bytes(key));

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => SetAsync(key, value, options).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var keepFor = options?.AbsoluteExpirationRelativeToNow ?? KeepFor;
        return CommandAsync(token, "SET"u8.ToArray(), Bytes(key), value, "EX"u8.ToArray(), Bytes(((long)keepFor.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
    }

    /// <inheritdoc/>
    public void Remove(string key) => RemoveAsync(key).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken token = default) => CommandAsync(token, "DEL"u8.ToArray(), Bytes(key));

    /// <summary>Values keep the time that they were set with.</summary>
    public void Refresh(string key) { }

    /// <inheritdoc/>
    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    private async Task<byte[]?> CommandAsync(CancellationToken cancel, params byte[][] words)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, patience.Token);
            await using var stream = client.GetStream();
            var reader = new RespReader(stream, LongestValue);
            if (address.Password is { } password)
                await AskAsync(stream, reader, patience.Token, address.User is { } user ? ["AUTH"u8.ToArray(), Bytes(user), Bytes(password)] : ["AUTH"u8.ToArray(), Bytes(password)]);
            if (address.Database > 0) await AskAsync(stream, reader, patience.Token, "SELECT"u8.ToArray(), Bytes(address.Database.ToString(CultureInfo.InvariantCulture)));
            return await AskAsync(stream, reader, patience.Token, words);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"Redis at {address.Host}:{address.Port} does not answer", e);
        }
        catch (SocketException e)
        {
            throw new IOException($"Redis at {address.Host}:{address.Port} cannot be reached ({e.SocketErrorCode})", e);
        }
    }

    private static async Task<byte[]?> AskAsync(NetworkStream stream, RespReader reader, CancellationToken cancel, params byte[][] words)
    {
        using var command = new MemoryStream();
        command.Write(Bytes(FormattableString.Invariant($"*{words.Length}\r\n")));
        foreach (var word in words)
        {
            command.Write(Bytes(FormattableString.Invariant($"${word.Length}\r\n")));
            command.Write(word);
            command.Write("\r\n"u8);
        }

        await stream.WriteAsync(command.GetBuffer().AsMemory(0, (int)command.Length), cancel);
        return await reader.ReadAsync(cancel);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
