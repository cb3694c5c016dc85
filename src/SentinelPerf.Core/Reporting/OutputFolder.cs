namespace SentinelPerf.Reporting;

/// <summary>Where the reports of a run go.</summary>
public static class OutputFolder
{
    private const string Default = "artifacts/sentinelperf";

    /// <summary>
    /// The folder that the user named; else <c>artifacts/sentinelperf/&lt;project&gt;/</c> under the root of the repository (the folder with
    /// <c>.git</c>) that holds the project, or the current folder when there is no project; without a repository, under that folder itself.
    /// </summary>
    /// <param name="options">What the user said.</param>
    /// <param name="projectPath">The project's file or folder; null for a target that is no project.</param>
    /// <param name="name">Name of the last folder for a target that is no project, such as its host.</param>
    /// <returns>A full path; it need not exist.</returns>
    public static string Resolve(OutputOptions options, string? projectPath, string? name = null)
    {
        if (!string.IsNullOrWhiteSpace(options.Folder)) return Path.GetFullPath(options.Folder);
        var project = projectPath is null ? null : Path.GetFullPath(projectPath);
        var folder = project is null ? Directory.GetCurrentDirectory() : Directory.Exists(project) ? project : Path.GetDirectoryName(project)!;
        var last = project is null ? name ?? "target" : Directory.Exists(project) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(project)) : Path.GetFileNameWithoutExtension(project);
        return Path.Combine(RepositoryRoot(folder) ?? folder, Default, FileName(last));
    }

    /// <summary><c>artifacts/sentinelperf/&lt;name&gt;/</c> under the root of the repository that holds the folder; without a repository, under the folder itself.</summary>
    /// <param name="folder">Such as that of a test project.</param>
    /// <param name="name">Last folder; characters that a file name cannot hold are replaced.</param>
    public static string Under(string folder, string name) => Path.Combine(RepositoryRoot(Path.GetFullPath(folder)) ?? Path.GetFullPath(folder), Default, FileName(name));

    // In a worktree or submodule .git is a file.
    private static string? RepositoryRoot(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
            if (Path.Exists(Path.Combine(place.FullName, ".git"))) return place.FullName;
        return null;
    }

    private static string FileName(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')).Trim('.', '-');
        return safe.Length == 0 ? "target" : safe;
    }
}
