using SentinelPerf.Diagnostics;

namespace SentinelPerf.Configuration;

/// <summary>Says of a key that does not exist what was probably meant, and what there is.</summary>
internal static class UnknownKeys
{
    /// <summary>Reports an unknown key below a section.</summary>
    public static void Report(ProblemList problems, SettingPlace place, string path, string name, IEnumerable<string> valid)
    {
        var names = valid.ToList();
        var meant = Nearest.To(name, names) ?? Elsewhere(name);
        var hint = meant is null ? "" : $"did you mean '{meant}'? ";
        problems.Error(DiagnosticCodes.UnknownKey, place, $"{path} does not exist; {hint}valid here: {string.Join(", ", names)}");
    }

    // 'budget' at the top of the file: right name, wrong place.
    private static string? Elsewhere(string name) =>
        ConfigurationKeys.All.FirstOrDefault(k => !k.Internal && k.Path.EndsWith("." + name, StringComparison.OrdinalIgnoreCase))?.Path;
}
