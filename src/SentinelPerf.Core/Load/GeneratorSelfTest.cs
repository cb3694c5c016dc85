using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using SentinelPerf.Load.Raw;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>
/// Measures Gmax, the most this generator manages on this machine, in a closed loop against a null server (a round takes under a second), and
/// remembers it in the user's cache folder. The server shares the process and the cores, so Gmax is a lower bound of what the generator can do.
/// </summary>
public static class GeneratorSelfTest
{
    private const int MostRounds = 3;

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

    /// <summary>
    /// Gmax in requests/s: remembered, else measured. A figure from a busy machine (third processes over 10 %, steal over 2 %) is a lower bound of what the generator can do and
    /// nothing more: it is measured up to three times, the best counts together with what earlier runs reached, and the next run measures again.
    /// </summary>
    /// <param name="raw">Of the raw transport; else of SocketsHttpHandler, which takes several times the CPU for a request.</param>
    /// <param name="cacheFolder">Where it is remembered; null: nowhere. A folder that cannot be written is no error.</param>
    /// <param name="machine">What the figure holds for: the machine's fingerprint and the cores that the generator has. Another value, another version of the tool: measured anew.</param>
    /// <param name="observer">Tells how busy the machine was; null: taken as quiet.</param>
    /// <param name="time">Age of what is remembered.</param>
    /// <param name="cancel">Ends the measurement.</param>
    public static async Task<double> MeasureAsync(bool raw, string? cacheFolder, string machine, ITrialObserver? observer, TimeProvider time, CancellationToken cancel)
    {
        var memory = cacheFolder is null ? null : new GeneratorMemory(Path.Combine(cacheFolder, $"generator-{Key(raw ? machine : machine + "|handler")}.json"), time);
        var known = memory?.Read();
        if (known is { Quiet: true }) return known.RequestsPerSecond;
        double best = 0;
        var quiet = false;
        for (var round = 0; round < MostRounds && !quiet; round++)
        {
            observer?.BeginWindow();
            var (cpu, from) = (Environment.CpuUsage.TotalTime, time.GetTimestamp());
            best = Math.Max(best, await MeasureAsync(raw, cancel));
            quiet = IsQuiet(observer?.EndWindow((Environment.CpuUsage.TotalTime - cpu) / time.GetElapsedTime(from)));
        }
        var figure = GeneratorMemory.Best(known, new(best, time.GetUtcNow(), quiet));
        memory?.Write(figure);
        return figure.RequestsPerSecond;
    }

    /// <summary>Whether nobody else took CPU from the measurement; what the system does not tell is taken as nobody.</summary>
    internal static bool IsQuiet(TrialSurroundings? seen) =>
        !(seen?.StealShare > GeneratorVetoes.StealShare) && !(seen?.ThirdProcessCpuCores > GeneratorVetoes.ThirdProcessShare * seen?.Cores);

    private static async Task<double> MeasureAsync(bool raw, CancellationToken cancel)
    {
        await using INullServer server = RawSender.IsSupported ? new EpollNullServer() : new NullServer();
        PlannedRequest[] requests = [new("GET", "/", 1, ["/"])];
        var setup = new SenderSetup(server.Address, [.. requests]) { Timeout = TimeSpan.FromSeconds(5) };
        using var sender = raw ? RequestSenders.For(setup) : new HandlerSender(setup);
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

    private static string Key(string machine)
    {
        var assembly = typeof(GeneratorSelfTest).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString();
        var inline = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        var key = $"{Environment.MachineName}|{RuntimeInformation.RuntimeIdentifier}|{Environment.Version}|{version}|{inline}|{machine}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
    }
}
