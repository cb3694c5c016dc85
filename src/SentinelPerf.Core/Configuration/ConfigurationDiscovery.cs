namespace SentinelPerf.Configuration;

/// <summary>Finds the file and the repository's root.</summary>
internal sealed class ConfigurationDiscovery(IConfigurationFiles files)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "sentinelperf.yaml";

    /// <summary>Folder with <c>.git</c> at or above a folder; null when there is none.</summary>
    public string? RepositoryRoot(string folder)
    {
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            var git = Path.Combine(current, ".git");
            // A file in linked worktrees and submodules.
            if (files.FolderExists(git) || files.FileExists(git)) return current;
        }

        return null;
    }

    /// <summary>The nearest file at or above a folder, not above the repository's root; outside a repository only the folder itself is looked at, lest a stranger's file applies.</summary>
    public string? Find(string folder)
    {
        var root = RepositoryRoot(folder) ?? folder;
        for (var current = folder; current is not null; current = Path.GetDirectoryName(current))
        {
            var file = Path.Combine(current, FileName);
            if (files.FileExists(file)) return file;
            if (current == root) break;
        }

        return null;
    }

    /// <summary>Default folder of the reports: below the repository's root, else below the project's folder.</summary>
    /// <param name="folder">Folder of the project, else the working folder.</param>
    /// <param name="name">Name of what is tested.</param>
    public string DefaultOutput(string folder, string name) =>
        Path.Combine(RepositoryRoot(folder) ?? folder, "artifacts", "sentinelperf", string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')));
}
