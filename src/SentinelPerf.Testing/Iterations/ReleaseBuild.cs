using SentinelPerf.Diagnostics;
using SentinelPerf.Pipeline;
using SentinelPerf.Targets;

namespace SentinelPerf.Testing.Iterations;

/// <summary>Builds each app once per test run, however many tests load it.</summary>
internal static class ReleaseBuild
{
    private static readonly SemaphoreSlim s_one = new(1);
    private static readonly Dictionary<string, TargetOptions> s_built = new(StringComparer.Ordinal);

    /// <summary>The target with the program that its build made; unchanged when there is nothing to build.</summary>
    /// <exception cref="SentinelException">It does not build; the next caller tries again.</exception>
    public static async Task<TargetOptions> MadeOnceAsync(TargetOptions target, IProgress<ProgressEvent> progress, CancellationToken cancel)
    {
        if (target is { Project: null } or { BuiltProgram: not null }) return target;
        await s_one.WaitAsync(cancel);
        try
        {
            if (!s_built.TryGetValue(target.Project, out var built))
            {
                // A build beside another run's measurement would spoil it.
                using var machine = await MachineLock.AcquireAsync(null, progress, TimeProvider.System, cancel);
                progress.Report(new ProgressEvent(TimeSpan.Zero, "start", $"Building '{Path.GetFileNameWithoutExtension(target.Project)}' in Release"));
                s_built[target.Project] = built = await TargetStarter.BuildAsync(target, cancel);
            }
            return target with { BuiltProgram = built.BuiltProgram, BuiltArguments = built.BuiltArguments, WorkingDirectory = target.WorkingDirectory ?? built.WorkingDirectory };
        }
        finally
        {
            s_one.Release();
        }
    }
}
