using System.Text.Json;

namespace SentinelPerf.EndToEnd.Tests.Run;

/// <summary>A temporary folder for the reports of a run, and its summary.</summary>
internal sealed class RunFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sentinelperf-run-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public JsonElement Summary()
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File("summary.json")));
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Runs the tool with its reports in this folder; once more when it says that it cannot tell. 'Inconclusive' is an honest answer on a
    /// machine that others use meanwhile; what is tested here is what it says when it does tell.
    /// </summary>
    public async Task<ToolResult> RunToolAsync(ITestOutputHelper output, params IReadOnlyList<string> arguments)
    {
        ToolResult result;
        var attempts = 2;
        do
        {
            result = await Tool.RunAsync([.. arguments, "--output", Path]);
            output.WriteLine(result.ToString());
        }
        while (--attempts > 0 && Summary().Status() == "inconclusive");
        return result;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>What tests ask of a summary.</summary>
internal static class SummaryExtensions
{
    public static JsonElement Point(this JsonElement summary) => summary.GetProperty("breakingPoint");

    public static string? Status(this JsonElement summary) => summary.Point().GetProperty("status").GetString();

    public static string? Verdict(this JsonElement summary) => summary.GetProperty("verdict").GetString();

    public static string? Cause(this JsonElement summary) => summary.GetProperty("diagnosis").GetProperty("cause").GetString();

    public static double Rate(this JsonElement summary) => summary.Point().GetProperty("rate").GetDouble();

    /// <summary>(high − low) / geometric mean.</summary>
    public static double Width(this JsonElement summary)
    {
        var (low, high) = (summary.Point().GetProperty("low").GetDouble(), summary.Point().GetProperty("high").GetDouble());
        return (high - low) / Math.Sqrt(low * high);
    }

    public static string?[] ReasonCodes(this JsonElement summary) => [.. summary.GetProperty("reasons").EnumerateArray().Select(r => r.GetProperty("code").GetString())];
}
