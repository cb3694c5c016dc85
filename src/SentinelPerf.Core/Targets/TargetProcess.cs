using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>One life of a target: its process, its private folder, its diagnostic port, its output. Disposing ends all of them.</summary>
internal sealed class TargetProcess : IAsyncDisposable
{
    /// <summary>From the request to end until the kill. ASP.NET Core takes up to 30 s by itself.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);
    private readonly TimeProvider time;
    private readonly CancellationTokenSource exited = new();
    private readonly TargetGuard? guard;
    private readonly DiagnosticPort port;
    private readonly OutputTail tail;
    private readonly DirectoryInfo folder;
    private Process? process;
    private Process? app;
    private Task reading = Task.CompletedTask;
    private Task following = Task.CompletedTask;
    private bool disposed;

    private TargetProcess(TargetOptions options, Func<int, CancellationToken, Task> onSuspended, TimeProvider time)
    {
        this.time = time;
        Exited = exited.Token;
        tail = new OutputTail(RequestAuthorizer.Secrets(options));
        folder = PrivateFolder();
        guard = TargetGuard.Start(folder.FullName);
        port = DiagnosticPort.Open(folder.FullName, async (pid, cancel) =>
        {
            guard?.Watch(pid);
            await onSuspended(pid, cancel);
        });
        HookFile = Path.Combine(folder.FullName, "app.json");
    }

    /// <summary>What the hook writes; its failure stands in the same name with <c>.error</c>.</summary>
    public string HookFile { get; }

    /// <summary>Id of the process that was started; the app itself may be a child of it.</summary>
    public int Id { get; private set; }

    /// <summary>How it ended; null while it lives.</summary>
    public TargetExit? Exit { get; private set; }

    /// <summary>Cancelled once it has ended.</summary>
    public CancellationToken Exited { get; }

    /// <summary>Faults when the work before resuming failed.</summary>
    public Task Failed => port.Failed;

    /// <summary>Whether any .NET runtime has shown itself.</summary>
    public bool HasRuntime => port.Runtimes.Any();

    public ImmutableArray<string> LastLines => tail.Lines;

    /// <summary>Starts the plan's program; <paramref name="listenOn"/> is the value of ASPNETCORE_URLS.</summary>
    /// <exception cref="SentinelException">SP1006 when the system refuses to start it, SP1017 when the hook is missing.</exception>
    public static async Task<TargetProcess> StartAsync(LaunchPlan plan, TargetOptions options, string listenOn, Func<int, CancellationToken, Task> onSuspended, TimeProvider time)
    {
        var hook = Path.Combine(Path.GetDirectoryName(typeof(TargetProcess).Assembly.Location) is { Length: > 0 } beside ? beside : AppContext.BaseDirectory, "SentinelPerf.StartupHook.dll");
        if (!File.Exists(hook)) throw new SentinelException(Problem.Error(DiagnosticCodes.StartupHookMissing, $"'{hook}' is missing. It belongs beside SentinelPerf.Core.dll: install SentinelPerf again."));
        var target = new TargetProcess(options, onSuspended, time);
        try
        {
            target.Start(plan, options, hook, listenOn);
            return target;
        }
        catch (Win32Exception e)
        {
            await target.DisposeAsync();
            throw new SentinelException(Problem.Error(DiagnosticCodes.TargetNotStartable, $"'{plan.Program}' could not be started: {e.Message}. Check the permission to execute it."), e);
        }
    }

    /// <summary>Also follows the app itself when it is not the process that was started: `dotnet run` may outlive it.</summary>
    public void FollowApp(int processId)
    {
        guard?.Watch(processId);
        if (processId == Id || app is not null) return;
        try
        {
            app = Process.GetProcessById(processId);
        }
        catch (ArgumentException)
        {
            return; // Ended already; the process that started it will follow.
        }
        following = Task.WhenAll(following, FollowAsync(app, owned: false));
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        if (process is not null)
        {
            if (Exit is null) await StopAsync();
            await following;
            await Task.WhenAny(reading, Task.Delay(OutputGrace, time));
        }
        await port.DisposeAsync();
        var runtimes = port.Runtimes.ToList();
        process?.Dispose();
        app?.Dispose();
        foreach (var runtime in runtimes) ProcessSignals.RemoveLeftovers(runtime);
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A temporary folder that stays is no reason to lose a run; the guard tries once more.
        }
        if (guard is not null) await guard.DisposeAsync();
        exited.Dispose();
    }

    private static DirectoryInfo PrivateFolder()
    {
        // Readable by this user alone; the hook knows the name's beginning, a person whose it is.
        var made = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"sentinelperf-target-{Environment.ProcessId}-"));
        // The path of a Unix socket is limited to 104 bytes (macOS) or 108: a deep TMPDIR does not fit.
        if (OperatingSystem.IsWindows() || made.FullName.Length <= 80) return made;
        made.Delete();
        return Directory.CreateDirectory(Path.Combine("/tmp", made.Name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private void Start(LaunchPlan plan, TargetOptions options, string hook, string listenOn)
    {
        var start = new ProcessStartInfo(plan.Program, plan.Arguments)
        {
            WorkingDirectory = plan.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        TargetEnvironment.Fill(start, options, hook, HookFile, port.Address, listenOn);
        if (guard is not null) TargetGuard.Hold(start);
        // A process inherits the cores of the thread that starts it.
        using (CoreAffinity.KeepThread(options.Cores)) process = Process.Start(start)!;
        Id = process.Id;
        reading = Task.WhenAll(tail.ReadAsync(process.StandardOutput), tail.ReadAsync(process.StandardError));
        following = FollowAsync(process, owned: true);
        if (guard is null) return;
        guard.Watch(process.Id);
        process.StandardInput.Write('\n');
        process.StandardInput.Flush();
    }

    private async Task FollowAsync(Process followed, bool owned)
    {
        await followed.WaitForExitAsync(CancellationToken.None);
        // What it printed last may still be in the pipe; a child that inherited it may keep it open for ever.
        if (owned) await Task.WhenAny(reading, Task.Delay(OutputGrace, time));
        lock (exited)
        {
            if (Exit is not null) return;
            Exit = new TargetExit(owned ? followed.ExitCode : -1, time.GetUtcNow());
        }
        await exited.CancelAsync();
    }

    private async Task StopAsync()
    {
        if (app is not null) ProcessSignals.TryTerminate(app.Id);
        if (ProcessSignals.TryTerminate(Id))
            await Task.WhenAny(following, Task.Delay(Grace, time));
        ProcessSignals.KillTree(process!);
        if (app is not null) ProcessSignals.KillTree(app);
    }
}
