using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;

namespace SentinelPerf.Chat;

/// <summary>
/// Keeps values in files that other processes may read and write at the same time: a file is written beside its place and renamed over it, so
/// a reader sees a whole value or none, and whoever comes last wins.
/// </summary>
/// <param name="folder">Made when it is missing, for this user alone.</param>
/// <param name="entries">Most files; the oldest go first.</param>
public sealed class FileChatCache(string folder, int entries) : IDistributedCache
{
    private const string Ending = ".json";

    /// <summary>The folder under the user's cache folder.</summary>
    public static string DefaultFolder() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
        : OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "sentinelperf", "explanations");

    /// <inheritdoc/>
    public byte[]? Get(string key)
    {
        try
        {
            return File.ReadAllBytes(Place(key));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        try
        {
            return await File.ReadAllBytesAsync(Place(key), token);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        var temporary = Temporary();
        File.WriteAllBytes(temporary, value);
        Finish(temporary, key);
    }

    /// <inheritdoc/>
    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var temporary = Temporary();
        await File.WriteAllBytesAsync(temporary, value, token);
        Finish(temporary, key);
    }

    /// <inheritdoc/>
    public void Remove(string key) => File.Delete(Place(key));

    /// <inheritdoc/>
    public Task RemoveAsync(string key, CancellationToken token = default)
    {
        Remove(key);
        return Task.CompletedTask;
    }

    /// <summary>Files are kept by the time of their writing.</summary>
    public void Refresh(string key) { }

    /// <inheritdoc/>
    public Task RefreshAsync(string key, CancellationToken token = default) => Task.CompletedTask;

    private string Temporary()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
    }

    private void Finish(string temporary, string key)
    {
        File.Move(temporary, Place(key), overwrite: true);
        foreach (var old in new DirectoryInfo(folder).GetFiles("*" + Ending).OrderByDescending(f => f.LastWriteTimeUtc).Skip(entries))
            try
            {
                old.Delete();
            }
            catch (IOException)
            {
                // Another process reads it or was faster.
            }
    }

    private string Place(string key) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))) + Ending);
}
