using System.Diagnostics;
using SentinelPerf.Tests;

namespace SentinelPerf.Bench.Study;

/// <summary>A build of the product's sources in a folder of its own, over and over until it is disposed: what a CI machine has beside a run.</summary>
internal sealed class ParallelBuild : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sentinelperf-build-");
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _building;

    private ParallelBuild()
    {
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "nuget.config", "global.json", "BannedSymbols.txt", ".editorconfig" })
            if (File.Exists(Path.Combine(Repository.Root, file))) File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_folder.FullName, file));
        foreach (var project in new[] { "SentinelPerf.Core", "SentinelPerf.StartupHook" }) Copy(Path.Combine("src", project));
        _building = BuildAsync();
    }

    public static ParallelBuild Start() => new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _building;
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Copy(string folder)
    {
        var from = new DirectoryInfo(Path.Combine(Repository.Root, folder));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, folder));
        foreach (var file in from.EnumerateFiles()) file.CopyTo(Path.Combine(_folder.FullName, folder, file.Name));
        foreach (var inner in from.EnumerateDirectories().Where(d => d.Name is not ("bin" or "obj"))) Copy(Path.Combine(folder, inner.Name));
    }

    private async Task BuildAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            // No node and no compiler server that would outlive it, or be shared with a build of the user's own.
            var start = new ProcessStartInfo("dotnet",
                ["build", "src/SentinelPerf.Core", "--no-incremental", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-v", "q", "--nologo"])
            {
                WorkingDirectory = _folder.FullName, RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var said = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(_stop.Token);
                if (process.ExitCode != 0) throw new InvalidOperationException($"the build beside the run fails: {await said}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
