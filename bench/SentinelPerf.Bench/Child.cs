using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SentinelPerf.Bench;

/// <summary>Runs programs as children of this one.</summary>
internal static partial class Child
{
    /// <summary>Arguments that make dotnet run this program in another mode.</summary>
    public static string Self(string arguments) => $"exec \"{typeof(Child).Assembly.Location}\" {arguments}";

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public static string Output(string program, string arguments)
    {
        using var process = Process.Start(Information(program, arguments))!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {arguments} ended with {process.ExitCode}");
    }

    /// <summary>Starts a child that lives until its standard input ends.</summary>
    public static Process Start(string arguments)
    {
        var start = Information("dotnet", Self(arguments));
        start.RedirectStandardInput = true;
        return Process.Start(start)!;
    }

    /// <summary>The figures of a child that prints <c>key=value</c>.</summary>
    public static Dictionary<string, double> Figures(string output) => Pair().Matches(output)
        .ToDictionary(m => m.Groups[1].Value, m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Whether a program is to be had.</summary>
    public static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static ProcessStartInfo Information(string program, string arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1"; // as the tool sets it
        return start;
    }

    [GeneratedRegex(@"(\w+)=(-?\d+(?:\.\d+)?)")]
    private static partial Regex Pair();
}
