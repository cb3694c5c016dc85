using System.Collections.Immutable;
using System.Globalization;
using System.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>The environment variables of the target: ours, then the user's on top, without those of an MSBuild that SentinelPerf may run in.</summary>
internal static class TargetEnvironment
{
    private static readonly ImmutableArray<string> OfMsBuild = ["MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly"];

    /// <summary>Takes away what makes a child `dotnet` find the SDK of the MSBuild around SentinelPerf instead of its own.</summary>
    public static void RemoveMsBuild(ProcessStartInfo start)
    {
        foreach (var name in OfMsBuild) start.Environment.Remove(name);
    }

    public static void Fill(ProcessStartInfo start, TargetOptions options, string hook, string hookFile, string diagnosticPort, string listenOn)
    {
        RemoveMsBuild(start);
        using var self = Process.GetCurrentProcess();
        var environment = start.Environment;
        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        environment["ASPNETCORE_URLS"] = listenOn;
        // Else Kestrel:Endpoints of an appsettings.json wins over the address.
        environment["ASPNETCORE_PREFERHOSTINGURLS"] = "true";
        foreach (var (name, value) in options.Environment) environment[name] = value;
        var hooks = options.Environment.GetValueOrDefault("DOTNET_STARTUP_HOOKS");
        environment["DOTNET_STARTUP_HOOKS"] = string.IsNullOrEmpty(hooks) ? hook : hook + Path.PathSeparator + hooks;
        environment["SENTINELPERF_HOOK_FILE"] = hookFile;
        environment["SENTINELPERF_PARENT"] = string.Create(CultureInfo.InvariantCulture, $"{self.Id}:{ProcessSignals.StartOf(self)}");
        environment["DOTNET_DiagnosticPorts"] = diagnosticPort + ",suspend";
    }
}
