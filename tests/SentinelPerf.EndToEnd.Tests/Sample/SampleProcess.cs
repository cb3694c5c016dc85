using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SentinelPerf.EndToEnd.Tests.Sample;

/// <summary>The sample app in a process of its own, with one fault. Disposing ends it.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private readonly Process _process;

    private Task _drained = Task.CompletedTask;

    private SampleProcess(Process process) => _process = process;

    /// <summary>Where it listens; null when it ended before it did.</summary>
    public Uri? Url { get; private set; }

    /// <summary>Everything it wrote to standard error until it ended.</summary>
    public string? Error { get; private set; }

    /// <summary>Its exit code, when it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();

    public static async Task<SampleProcess> StartAsync(string fault, CancellationToken cancel)
    {
        // .../tests/SentinelPerf.EndToEnd.Tests/bin/Debug/net10.0/ → .../samples/WebApiUnderTest/bin/Debug/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var project = Path.Combine(output.Parent!.Parent!.Parent!.Parent!.Parent!.FullName, "samples", "WebApiUnderTest");
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(project, "bin", output.Parent.Name, output.Name, "WebApiUnderTest.dll")])
        {
            WorkingDirectory = project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["Fault"] = fault, ["ASPNETCORE_URLS"] = "http://127.0.0.1:0", ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        };
        var sample = new SampleProcess(Process.Start(start)!);
        try
        {
            await sample.UntilItListensOrEndsAsync(cancel);
            return sample;
        }
        catch
        {
            await sample.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _drained;
        _process.Dispose();
    }

    private async Task UntilItListensOrEndsAsync(CancellationToken cancel)
    {
        while (await _process.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (Listening().Match(line) is not { Success: true } match) continue;
            Url = new Uri(match.Groups[1].Value);
            _drained = DrainAsync(_process);
            return;
        }
        Error = await _process.StandardError.ReadToEndAsync(cancel);
        await _process.WaitForExitAsync(cancel);
    }

    // A full pipe would stop the app.
    private static Task DrainAsync(Process process) =>
        Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null), process.StandardError.BaseStream.CopyToAsync(Stream.Null));
}
