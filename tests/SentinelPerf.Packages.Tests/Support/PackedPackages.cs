using System.Xml.Linq;

namespace SentinelPerf.Packages.Tests.Support;

/// <summary>
/// The packages, packed once with a version that no cache knows, from a copy of the sources: as from a clean clone, and nothing of the
/// repository is touched while other tests run from it.
/// </summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("sentinelperf-packages-").FullName;
    private readonly string _suffix = $"test.{Guid.NewGuid():N}";

    /// <summary>The folder of the packages.</summary>
    public string Folder => Path.Combine(_root, "packages");

    /// <summary>A package cache that starts empty.</summary>
    public string Cache => Path.Combine(_root, "cache");

    /// <summary>Their version.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Path of a package.</summary>
    public string PathOf(string id, string extension = "nupkg") => Path.Combine(Folder, $"{id}.{Version}.{extension}");

    /// <summary>Packs.</summary>
    public async ValueTask InitializeAsync()
    {
        var prefix = XDocument.Load(Path.Combine(Places.RepositoryRoot, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        Version = $"{prefix}-{_suffix}";
        var sources = Path.Combine(_root, "sources");
        CopySources(Places.RepositoryRoot, sources);
        foreach (var project in new[] { "Core", "Cli", "MSBuild", "Testing" })
            (await DotNet.RunAsync(sources, null, "pack", $"src/SentinelPerf.{project}", "-o", Folder, $"-p:VersionSuffix={_suffix}", "-v", "q", "--nologo")).ShouldSucceed();
    }

    /// <summary>A folder outside of the repository, whose builds see these packages beside the machine's sources.</summary>
    public Consumer NewConsumer(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "consumers", name)).FullName;
        var machineCache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Directory.CreateDirectory(machineCache);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources><add key="under-test" value="{Folder}" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="{machineCache}" /></fallbackPackageFolders>
            </configuration>
            """);
        return new Consumer(folder, this);
    }

    private static void CopySources(string from, string to)
    {
        var files = Directory.EnumerateFiles(from).Concat(Directory.EnumerateFiles(Path.Combine(from, "src"), "*", SearchOption.AllDirectories));
        foreach (var file in files)
        {
            var path = Path.GetRelativePath(from, file);
            if (path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, path))!);
            File.Copy(file, Path.Combine(to, path));
        }
    }

    /// <summary>Leaves nothing behind.</summary>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tests that share the packages; one after the other, as each starts builds that take the whole machine.</summary>
[CollectionDefinition(Name)]
public sealed class PackageTests : ICollectionFixture<PackedPackages>
{
    /// <summary>Its name.</summary>
    public const string Name = "packages";
}
