using System.Diagnostics;

namespace SentinelPerf.Bench;

/// <summary>The C program that shows how cheap a generator can be on this machine (floor.c), compiled with the system's compiler.</summary>
internal static class Floor
{
    private static readonly Lazy<(string? Program, string? Missing)> s_built = new(Build);

    /// <summary>The program; null when it could not be had.</summary>
    public static string? Program => s_built.Value.Program;

    /// <summary>Why there is no program.</summary>
    public static string? Missing => s_built.Value.Missing;

    private static (string? Program, string? Missing) Build()
    {
        if (!OperatingSystem.IsLinux()) return (null, "it needs Linux (epoll_pwait2)");
        if (!Child.OnPath("cc")) return (null, "there is no C compiler (cc) on PATH");
        var program = Path.Combine(AppContext.BaseDirectory, "floor");
        var start = new ProcessStartInfo("cc", ["-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, "floor.c"), "-lm"]) { RedirectStandardError = true };
        using var compiler = Process.Start(start)!;
        var said = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        return compiler.ExitCode == 0 ? (program, null) : (null, $"cc said: {said.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? said}");
    }
}
