using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SentinelPerf.Load.Raw;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>
/// Measures Gmax, the most this generator manages on this machine, in a closed loop against a null server (under a second), and remembers
/// it in the user's cache folder. The server shares the process and the cores, so Gmax is a lower bound of what the generator can do.
/// </summary>
public static class GeneratorSelfTest
{
    /// <summary>A measurement older than this is made again: machines change.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromDays(30);

    private static readonly int[] s_levels = [16, 64, 32];
    private static readonly TimeSpan s_settle = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_scored = TimeSpan.FromMilliseconds(200);

    /// <summary>The user's cache folder of SentinelPerf: <c>$XDG_CACHE_HOME</c>, <c>~/.cache</c> or the local application data.</summary>
    public static string DefaultCacheFolder()
    {
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache) return Path.Combine(cache, "sentinelperf");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "SentinelPerf", "Cache")
            : Path.Combine(home.Length > 0 ? home : Path.GetTempPath(), ".cache", "sentinelperf");
    }

    /// <summary>Gmax in requests/s: remembered, else measured and remembered.</summary>
    /// <param name="cacheFolder">Where it is remembered; null: nowhere. A folder that cannot be written is no error.</param>
    /// <param name="time">Age of what is remembered.</param>
    /// <param name="cancel">Ends the measurement.</param>
    public static async Task<double> MeasureAsync(string? cacheFolder, TimeProvider time, CancellationToken cancel)
    {
        var file = cacheFolder is null ? null : Path.Combine(cacheFolder, $"generator-{MachineKey()}.json");
        if (file is not null && Remembered(file, time.GetUtcNow()) is { } known) return known;
        var measured = await MeasureAsync(cancel);
        if (file is not null) Remember(file, measured, time.GetUtcNow());
        return measured;
    }

    private static async Task<double> MeasureAsync(CancellationToken cancel)
    {
        await using INullServer server = RawSender.IsSupported ? new EpollNullServer() : new NullServer();
        PlannedRequest[] requests = [new("GET", "/", 1, ["/"])];
        using var sender = RequestSenders.For([.. requests], [], TimeSpan.FromSeconds(5))(server.Address);
        double best = 0;
        foreach (var level in s_levels)
        {
            var trial = new ClosedTrial(TrialPhase.Sweep, level, s_settle, s_scored, new(TimeSpan.FromSeconds(1), 1, 1), Seed: 1) { DrainLimit = TimeSpan.FromSeconds(1) };
            var clock = RunClock.StartNew();
            var ledger = new TrialLedger();
            var run = new ClosedRun(new(clock, ledger, sender, new([.. requests]), new(clock, null, null), trial.Limits, trial.Seed, level), trial);
            await run.ExecuteAsync(CancellationToken.None, cancel);
            best = Math.Max(best, ledger.Count / RunClock.ToTimeSpan(run.End - run.Start).TotalSeconds);
        }
        return best;
    }

    private static double? Remembered(string file, DateTimeOffset now)
    {
        try
        {
            var known = JsonSerializer.Deserialize<Memory>(File.ReadAllText(file));
            return known is { RequestsPerSecond: > 0 } && now - known.MeasuredAt < LongestAge && known.MeasuredAt <= now ? known.RequestsPerSecond : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static void Remember(string file, double requestsPerSecond, DateTimeOffset now)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var part = $"{file}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
            File.WriteAllText(part, JsonSerializer.Serialize(new Memory(requestsPerSecond, now)));
            File.Move(part, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home costs the next run a second, no more.
        }
    }

    private static string MachineKey()
    {
        var version = typeof(GeneratorSelfTest).Assembly.GetName().Version;
        var inline = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        var key = string.Create(CultureInfo.InvariantCulture,
            $"{Environment.MachineName}|{Environment.ProcessorCount}|{RuntimeInformation.RuntimeIdentifier}|{Environment.Version}|{version}|{inline}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
    }

    private sealed record Memory(double RequestsPerSecond, DateTimeOffset MeasuredAt);
}
