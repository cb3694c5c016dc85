namespace SentinelPerf.Pipeline;

/// <summary>Reads the checked-out commit from a repository's own files, so that no git program is needed.</summary>
public static class CommitReader
{
    private const string ReferencePrefix = "ref: ";

    /// <summary>The commit checked out in the repository that holds <paramref name="path"/>; null when there is none or it cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            var git = GitFolder(path);
            if (git is null) return null;
            var head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            return head.StartsWith(ReferencePrefix, StringComparison.Ordinal) ? Resolve(git, head[ReferencePrefix.Length..]) : head;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? GitFolder(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            var git = Path.Combine(folder.FullName, ".git");
            if (Directory.Exists(git)) return git;

            // A linked worktree or a submodule: the file names the real folder.
            if (File.Exists(git)) return Path.GetFullPath(File.ReadAllText(git).Trim()["gitdir: ".Length..], folder.FullName);
        }

        return null;
    }

    private static string? Resolve(string git, string reference)
    {
        foreach (var root in new[] { git, CommonFolder(git) })
        {
            var loose = Path.Combine(root, reference);
            if (File.Exists(loose)) return File.ReadAllText(loose).Trim();
            var packed = Path.Combine(root, "packed-refs");
            if (!File.Exists(packed)) continue;
            var line = File.ReadLines(packed).FirstOrDefault(l => l.EndsWith(" " + reference, StringComparison.Ordinal));
            if (line is not null) return line[..line.IndexOf(' ', StringComparison.Ordinal)];
        }

        return null;
    }

    private static string CommonFolder(string git)
    {
        var common = Path.Combine(git, "commondir");
        return File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), git) : git;
    }
}
