using System.Reflection;

namespace SentinelPerf.Packages.Tests.Support;

/// <summary>Where things are, as the build knew it.</summary>
internal static class Places
{
    public static string RepositoryRoot => Metadata("RepositoryRoot");

    public static string FakeTool => Metadata("FakeTool");

    private static string Metadata(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
