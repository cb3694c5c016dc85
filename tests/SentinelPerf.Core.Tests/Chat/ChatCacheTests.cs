using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using SentinelPerf.Chat;

namespace SentinelPerf.Core.Tests.Chat;

public sealed class ChatCacheTests : IDisposable
{
    private static readonly DistributedCacheEntryOptions Keep = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("sentinelperf-cache").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Memory_MoreThanItHolds_ForgetsWhatWasNotUsed()
    {
        var cache = new MemoryChatCache(2);
        cache.Set("a", [1], Keep);
        cache.Set("b", [2], Keep);
        cache.Get("a");
        cache.Set("c", [3], Keep);
        cache.Get("a").ShouldBe([1]);
        cache.Get("b").ShouldBeNull();
        cache.Get("c").ShouldBe([3]);
    }

    [Fact]
    public async Task File_ManyWritersAndReaders_NeverSeeAPart()
    {
        var values = Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 50_000).ToArray()).ToArray();
        await Parallel.ForAsync(0, 60, TestContext.Current.CancellationToken, async (i, cancel) =>
        {
            // An instance each, as processes have.
            var cache = new FileChatCache(_folder, 10);
            await cache.SetAsync("key", values[i % 4], Keep, cancel);
            var seen = (await cache.GetAsync("key", cancel)).ShouldNotBeNull();
            (seen.Length, seen.Distinct().Count()).ShouldBe((50_000, 1));
        });
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void File_MoreThanItHolds_DropsTheOldest()
    {
        var cache = new FileChatCache(_folder, 3);
        for (var i = 0; i < 6; i++) cache.Set($"k{i}", [1], Keep);
        Directory.GetFiles(_folder).Length.ShouldBe(3);
        Directory.GetFiles(_folder).ShouldAllBe(f => !f.Contains("k1"), "keys are hashed");
    }

    [Fact]
    public async Task Chain_FirstFails_FallsToTheNextAndSaysSo()
    {
        var chain = ChatCaches.For(new ChatCacheOptions { Kind = ChatCacheKind.Redis, Redis = "redis://:secret-word@127.0.0.1:9", Path = _folder }, new MemoryChatCache(4));
        await chain.SetAsync("key", [7], TestContext.Current.CancellationToken);
        (await chain.GetAsync("key", TestContext.Current.CancellationToken)).ShouldBe([7]);
        chain.Failures.ShouldHaveSingleItem().ShouldStartWith("redis:");
        chain.Failures[0].ShouldNotContain("secret-word");
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Chain_FolderThatCannotBe_FallsToMemory()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        var chain = ChatCaches.For(new ChatCacheOptions { Path = Path.Combine(file, "below") }, new MemoryChatCache(4));
        await chain.SetAsync("key", [7], TestContext.Current.CancellationToken);
        (await chain.GetAsync("key", TestContext.Current.CancellationToken)).ShouldBe([7]);
        chain.Failures.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("redis://localhost", "localhost", 6379, null, 0)]
    [InlineData("redis://:p%40ss@10.0.0.1:7000/3", "10.0.0.1", 7000, "p@ss", 3)]
    [InlineData("http://localhost", null, 0, null, 0)]
    [InlineData("redis://localhost/x", null, 0, null, 0)]
    public void RedisAddress_Text_IsReadOrRefused(string text, string? host, int port, string? password, int database)
    {
        RedisAddress.TryParse(text, out var address).ShouldBe(host is not null);
        if (host is not null) (address.Host, address.Port, address.Password, address.Database).ShouldBe((host, port, password, database));
    }

    [Fact]
    public async Task Redis_RealServer_KeepsReadsAndRemoves()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "redis-server")).FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, "redis-server is not installed (apt-get install redis-server)");
        var port = FreePort();
        using var server = Process.Start(new ProcessStartInfo(program!, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--requirepass", "word", "--dir", _folder]) { RedirectStandardOutput = true })!;
        try
        {
            await ListensAsync(port);
            var cancel = TestContext.Current.CancellationToken;
            var cache = new RedisChatCache(new RedisAddress("127.0.0.1", port, null, "word", 2));
            (await cache.GetAsync("missing", cancel)).ShouldBeNull();
            var value = Encoding.UTF8.GetBytes("line\r\n$5\r\nü" + new string('x', 100_000));
            await cache.SetAsync("key", value, Keep, cancel);
            (await cache.GetAsync("key", cancel)).ShouldBe(value);
            await cache.RemoveAsync("key", cancel);
            (await cache.GetAsync("key", cancel)).ShouldBeNull();
            var refused = await Should.ThrowAsync<IOException>(() => new RedisChatCache(new RedisAddress("127.0.0.1", port, null, "wrong-word", 0)).GetAsync("key", cancel));
            refused.Message.ShouldNotContain("wrong-word");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task ListensAsync(int port)
    {
        for (; ; await Task.Delay(50, TestContext.Current.CancellationToken))
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
