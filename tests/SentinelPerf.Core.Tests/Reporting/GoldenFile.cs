namespace SentinelPerf.Core.Tests.Reporting;

/// <summary>
/// Compares a report with the one that stands in the repository. After an intended change: set SENTINELPERF_UPDATE_GOLDEN=1, run the tests,
/// and read the difference before committing it.
/// </summary>
internal static class GoldenFile
{
    public static void ShouldMatch(string name, string actual)
    {
        var path = Path.Combine(Folder(), name);
        if (Environment.GetEnvironmentVariable("SENTINELPERF_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder());
            File.WriteAllText(path, actual);
            return;
        }

        File.Exists(path).ShouldBeTrue($"{name} does not stand in the repository; see {nameof(GoldenFile)}");
        actual.ShouldBe(File.ReadAllText(path).ReplaceLineEndings("\n"), customMessage: name);
    }

    public static void ShouldNotExist(string name) => File.Exists(Path.Combine(Folder(), name)).ShouldBeFalse($"{name} is no longer made");

    private static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SentinelPerf.sln"))) folder = folder.Parent;
        return Path.Combine(folder!.FullName, "tests", "SentinelPerf.Core.Tests", "Reporting", "Golden");
    }
}
