using System.Collections.Concurrent;
using System.Diagnostics;

namespace SentinelPerf.Packages.Tests.Support;

/// <summary>How a <c>dotnet</c> command ended.</summary>
internal sealed record DotNetEnd(int ExitCode, string Output)
{
    public void ShouldSucceed() => ExitCode.ShouldBe(0, Output);

    public void ShouldFailWith(string code)
    {
        ExitCode.ShouldNotBe(0, Output);
        Output.ShouldContain($": error {code}: ");
    }
}

/// <summary>A running <c>dotnet</c> command with the environment of a consumer: no build node stays behind, packages go to a cache of its own.</summary>
internal sealed class DotNet : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    private DotNet(string folder, string? packagesCache, IReadOnlyDictionary<string, string>? environment, IEnumerable<string> arguments)
    {
        // A child of a shell's background job ignores SIGINT, and would hand that on: the command starts with the signals of a terminal.
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var info = new ProcessStartInfo(OperatingSystem.IsLinux() ? "env" : dotnet, OperatingSystem.IsLinux() ? ["--default-signal=INT,QUIT", dotnet, .. arguments] : arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the test runner's own build set must not reach the build of a consumer.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToList()) info.Environment.Remove(name);
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("CORECLR_", StringComparison.Ordinal) || k.StartsWith("COVERLET", StringComparison.OrdinalIgnoreCase)).ToList()) info.Environment.Remove(name);
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        info.Environment["DOTNET_NOLOGO"] = "1";
        info.Environment["NuGetAudit"] = "false";
        if (packagesCache is not null) info.Environment["NUGET_PACKAGES"] = packagesCache;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;

        _process = new Process { StartInfo = info };
        _process.OutputDataReceived += (_, e) => Received(e.Data);
        _process.ErrorDataReceived += (_, e) => Received(e.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a command.</summary>
    public static DotNet Start(string folder, string? packagesCache, params IEnumerable<string> arguments) => new(folder, packagesCache, null, arguments);

    /// <summary>Starts a command with further environment variables.</summary>
    public static DotNet Start(string folder, string? packagesCache, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) =>
        new(folder, packagesCache, environment, arguments);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<DotNetEnd> RunAsync(string folder, string? packagesCache, params IEnumerable<string> arguments)
    {
        using var dotnet = Start(folder, packagesCache, arguments);
        return await dotnet.EndAsync();
    }

    /// <summary>The command's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Completes when a line with this text has been printed; fails when the command ends without it.</summary>
    public async Task SeenAsync(string text)
    {
        var seen = _awaited.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.Any(l => l.Contains(text, StringComparison.Ordinal))) return;
        if (await Task.WhenAny(seen.Task, EndAsync()) != seen.Task)
            Assert.Fail($"'{text}' was never printed:{Environment.NewLine}{string.Join(Environment.NewLine, _lines)}");
    }

    /// <summary>Sends a signal to the command alone.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<DotNetEnd> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new DotNetEnd(_process.ExitCode, string.Join(Environment.NewLine, _lines));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Received(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        foreach (var (text, seen) in _awaited)
            if (line.Contains(text, StringComparison.Ordinal)) seen.TrySetResult();
    }
}
