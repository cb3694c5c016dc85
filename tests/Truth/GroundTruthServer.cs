using System.Diagnostics;

namespace SentinelPerf.Tests.Truth;

/// <summary>A server of known capacity in a process of its own; see the usage text of tests/GroundTruth. Disposing ends it.</summary>
public sealed class GroundTruthServer : IAsyncDisposable
{
    private readonly Process _process;

    private GroundTruthServer(Process process) => _process = process;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The program, for tests that let SentinelPerf start it: <c>dotnet exec PROGRAM pool … --port N --stay</c>.</summary>
    public static string Program { get; } = Find();

    /// <summary>Starts a server.</summary>
    /// <param name="arguments">Such as <c>pool --workers 4 --hold 10ms</c>.</param>
    /// <param name="cancel">Gives up waiting for its address.</param>
    public static async Task<GroundTruthServer> StartAsync(string arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", $"exec \"{Program}\" {arguments}")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var server = new GroundTruthServer(Process.Start(start)!);
        try
        {
            if (await server._process.StandardOutput.ReadLineAsync(cancel) is { } line)
            {
                server.Url = new Uri(line);
                return server;
            }
            var error = await server._process.StandardError.ReadToEndAsync(cancel);
            throw new InvalidOperationException($"The ground-truth server '{arguments}' did not start: {error}");
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The server's exit code, once it has ended by itself.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    // Built beside whoever starts it: same configuration, same framework.
    private static string Find()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "tests", "GroundTruth", "bin", output.Parent!.Name, output.Name, "SentinelPerf.GroundTruth.dll");
    }
}
