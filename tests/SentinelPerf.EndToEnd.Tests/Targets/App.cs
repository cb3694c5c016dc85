using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.EndToEnd.Tests.Targets;

/// <summary>The small apps under tests/Apps, and what they leave behind.</summary>
internal static class App
{
    /// <summary>Generous: the machine of a test run may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static readonly DirectoryInfo Output = new(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    /// <summary>The built program of an app.</summary>
    public static string Program(string name) =>
        Path.Combine(Folder(name), "bin", Output.Parent!.Name, Output.Name, OperatingSystem.IsWindows() ? name + ".exe" : name);

    public static string Folder(string name) => Path.GetFullPath(Path.Combine(Output.FullName, "../../../../Apps", name));

    public static TargetOptions Built(string name, string arguments = "") => new()
    {
        Project = Folder(name),
        BuiltProgram = Program(name),
        BuiltArguments = arguments,
        StartTimeout = Patience,
    };

    public static Task<IRunningTarget> StartAsync(TargetOptions options, CancellationToken cancel = default) =>
        new TargetStarter(TimeProvider.System).StartAsync(options, null, new Progress<ProgressEvent>(), cancel);

    public static async Task<Problem> FailsAsync(TargetOptions options)
    {
        var thrown = await Should.ThrowAsync<SentinelException>(async () => { await using var _ = await StartAsync(options); });
        return thrown.Problems.ShouldHaveSingleItem();
    }

    public static async Task<string> GetAsync(Uri address, string path)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = Patience };
        return await client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
    }

    /// <summary>Processes of this machine that carry the mark in their environment. Linux.</summary>
    public static ImmutableArray<int> Marked(string mark) =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Where(n => Environment(n!).Contains(mark, StringComparison.Ordinal)).Select(n => int.Parse(n!))];

    /// <summary>Private folders that this process (the one that starts) made, and sockets of those that it started, in the temporary folder.</summary>
    public static ImmutableArray<string> Leftovers(int starter, params IEnumerable<int> processes) =>
        [.. Directory.GetDirectories(Path.GetTempPath(), $"sentinelperf-target-{starter}-*"), .. processes.SelectMany(p => Directory.GetFiles(Path.GetTempPath(), $"*-{p}-*"))];

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (!condition())
        {
            if (limit.IsCancellationRequested) throw new ShouldAssertException($"Not within 15 s: {what}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static string Environment(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
