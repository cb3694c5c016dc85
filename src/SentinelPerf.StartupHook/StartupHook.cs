using SentinelPerf.StartupHook;

/// <summary>
/// What DOTNET_STARTUP_HOOKS calls before the app's Main; name and shape are the runtime's.
/// It must never disturb the app: every failure ends in a file, none in the app.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        var file = Environment.GetEnvironmentVariable("SENTINELPERF_HOOK_FILE");
        if (string.IsNullOrEmpty(file)) return;
        try
        {
            Lifeline.Hold(Environment.GetEnvironmentVariable("SENTINELPERF_PARENT"), Path.GetDirectoryName(file));
            HostWatch.Begin(new ReportFile(file));
        }
#pragma warning disable CA1031 // Whatever goes wrong here, the app under test must start as if the hook were not there.
        catch (Exception e)
        {
            new ReportFile(file).WriteFailure(e);
        }
#pragma warning restore CA1031
    }
}
