using System.Reflection;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Testing.Iterations;

/// <summary>Where projects lie: the test assembly's metadata says it (build/SentinelPerf.Testing.targets); else they are looked for upwards.</summary>
internal static class ProjectPaths
{
    // Below each folder on the way up: src/Shop.Api/Shop.Api.csproj is two levels down from the repository's root.
    private const int LevelsDown = 3;
    private const string TestProjectKey = "SentinelPerf.TestProject";

    /// <summary>Path of the project that makes an assembly.</summary>
    /// <exception cref="SentinelException">SP2094: it is not found, or it is the test project itself.</exception>
    public static string ProjectOf(Assembly app)
    {
        var name = app.GetName().Name!;
        if (app.GetCustomAttributes<AssemblyMetadataAttribute>().Any(m => m.Key == TestProjectKey))
            throw Unknown($"{name}.dll is the test project itself, not the app: PerfTarget<TEntryPoint> needs a type of the app, usually its Program.");
        return Told($"SentinelPerf.Project.{name}") ?? Search(AppContext.BaseDirectory, name)
            ?? throw Unknown($"The project of {name}.dll is not found: the test project has no ProjectReference to it, and no {name}.csproj lies at or above '{AppContext.BaseDirectory}'.");
    }

    /// <summary>Folder of the test project; where the tests run when it is not known.</summary>
    public static string TestProjectFolder() => Path.GetDirectoryName(Told(TestProjectKey)) ?? AppContext.BaseDirectory;

    /// <summary>The nearest <c>name.csproj</c> at or above a folder, or a few levels below one of these; the repository's root ends the search.</summary>
    internal static string? Search(string from, string name)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = LevelsDown, IgnoreInaccessible = true };
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles($"{name}.csproj", options).OrderBy(f => f.FullName.Length).FirstOrDefault() is { } found) return found.FullName;
            if (Path.Exists(Path.Combine(folder.FullName, ".git"))) return null;
        }
        return null;
    }

    private static SentinelException Unknown(string what) => new(Problem.Error(
        DiagnosticCodes.AppProjectUnknown, what + " Reference the app's project, or derive from PerfTarget and name it: base(project: \"…/Shop.Api.csproj\")."));

    private static string? Told(string key) => AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic)
        .SelectMany(a => a.GetCustomAttributes<AssemblyMetadataAttribute>()).FirstOrDefault(m => m.Key == key && File.Exists(m.Value))?.Value;
}
