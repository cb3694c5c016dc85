using System.Reflection;
using System.Xml.Linq;

namespace SentinelPerf.Packages.Tests.Support;

/// <summary>Where things are, as the build knew it.</summary>
internal static class Places
{
    public static string RepositoryRoot => Metadata("RepositoryRoot");

    public static string FakeTool => Metadata("FakeTool");

    /// <summary>The version of a package that this repository uses.</summary>
    public static string VersionOf(string id) =>
        XDocument.Load(Path.Combine(RepositoryRoot, "Directory.Packages.props")).Descendants("PackageVersion").Single(p => p.Attribute("Include")!.Value == id).Attribute("Version")!.Value;

    private static string Metadata(string key) =>
        typeof(Places).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
