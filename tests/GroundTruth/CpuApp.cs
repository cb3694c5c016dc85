using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace SentinelPerf.GroundTruth;

/// <summary>An ASP.NET Core app whose only route burns a fixed number of hash rounds. Its capacity is what a long closed loop measures.</summary>
internal static class CpuApp
{
    /// <summary>Runs it until standard input ends.</summary>
    public static async Task<int> RunAsync(ServerChoice choice, TimeSpan cost)
    {
        var rounds = Calibrate(cost);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{choice.Port}"));
        await using var app = builder.Build();
        app.MapGet("/{**path}", () => Burn(rounds) == 0 ? "o" : "ok");
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Task.WhenAny(choice.UntilToldToEndAsync(), app.WaitForShutdownAsync());
        await app.StopAsync();
        return 0;
    }

    /// <summary>Rounds that take <paramref name="cost"/> on one core: the quickest of several tries, since others may use the machine meanwhile.</summary>
    private static int Calibrate(TimeSpan cost)
    {
        const int Try = 2_000;
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Burn(Try);
            var took = Stopwatch.GetElapsedTime(start);
            if (took < quickest) quickest = took;
        }
        return Math.Max(1, (int)(Try * (cost / quickest)));
    }

    private static int Burn(int rounds)
    {
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < rounds; i++) SHA256.HashData(block, block);
        return block[0];
    }
}
