using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>From what the user named to one .csproj.</summary>
public static class ProjectLocator
{
    /// <summary>Full path of the project.</summary>
    /// <param name="named">A .csproj, or a folder that holds exactly one.</param>
    /// <exception cref="SentinelException">SP1002 when there is none, SP1003 when there are several; each lists what is there.</exception>
    public static string Find(string named)
    {
        ArgumentNullException.ThrowIfNull(named);
        var path = Path.GetFullPath(named);
        if (File.Exists(path))
            return Path.GetExtension(path).Equals(".csproj", StringComparison.OrdinalIgnoreCase) ? path
                : throw NotFound($"'{named}' is no .csproj.", Path.GetDirectoryName(path)!);
        if (!Directory.Exists(path)) throw NotFound($"There is no project '{named}' (looked for '{path}').", Path.GetDirectoryName(path)!);
        var found = ProjectsIn(path);
        return found.Length switch
        {
            1 => found[0],
            0 => throw NotFound($"The folder '{named}' holds no .csproj.", path),
            _ => throw new SentinelException(Problem.Error(DiagnosticCodes.ProjectAmbiguous,
                $"The folder '{named}' holds {FormattableString.Invariant($"{found.Length}")} projects. Name one of: {string.Join(", ", found.Select(Path.GetFileName))}.")),
        };
    }

    private static string[] ProjectsIn(string folder) => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.csproj").Order(StringComparer.Ordinal)] : [];

    private static SentinelException NotFound(string what, string nearby)
    {
        // One level down is where the project of a repository's or solution's folder usually is.
        var candidates = ProjectsIn(nearby).Concat(Directory.Exists(nearby) ? Directory.GetDirectories(nearby).Order(StringComparer.Ordinal).SelectMany(ProjectsIn) : []).Take(10).ToList();
        var listed = candidates.Count == 0 ? "" : $" Nearby: {string.Join(", ", candidates.Select(c => Path.GetRelativePath(Environment.CurrentDirectory, c)))}.";
        return new SentinelException(Problem.Error(DiagnosticCodes.ProjectNotFound, $"{what} Valid: the path of a .csproj, or of a folder that holds exactly one.{listed}"));
    }
}
