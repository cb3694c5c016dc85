using SentinelPerf.Diagnostics;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>Reads the files of <c>traffic.data</c>.</summary>
internal sealed class TrafficDataReader(IConfigurationFiles files, ProblemList problems)
{
    /// <summary>The options with their tables; a file that cannot be used is a problem, and its table is missing.</summary>
    public TrafficOptions Read(TrafficOptions options, Func<string, SettingPlace?> placeOf)
    {
        foreach (var (name, path) in options.DataFiles)
        {
            try
            {
                if (Read(name, path, placeOf) is { } table) options = options with { Data = options.Data.SetItem(name, table) };
            }
            catch (SentinelException unreadable)
            {
                foreach (var problem in unreadable.Problems) problems.Add(problem);
            }
        }

        return options;
    }

    private DataTable? Read(string name, string path, Func<string, SettingPlace?> placeOf)
    {
        try
        {
            if (!files.FileExists(path)) return Missing("does not exist");
            return files.SizeOf(path) > DataTable.MostBytes ? Missing("is larger than 100 MB") : DataTable.Parse(path, files.ReadText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Missing($"cannot be read: {e.Message}");
        }

        DataTable? Missing(string what)
        {
            var setting = $"traffic.data.{name}";
            problems.Add(Problem.Error(DiagnosticCodes.UnreadableData, $"{setting}: the file '{path}' {what}. {DiagnosticCodes.UnreadableData.Remedy}"), placeOf(setting));
            return null;
        }
    }
}
