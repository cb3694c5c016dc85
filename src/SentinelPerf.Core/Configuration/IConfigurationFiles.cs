using System.Collections.Immutable;

namespace SentinelPerf.Configuration;

/// <summary>The files that configuration looks at; tests bring their own.</summary>
public interface IConfigurationFiles
{
    /// <summary>Whether a file is there.</summary>
    bool FileExists(string path);

    /// <summary>Whether a folder is there.</summary>
    bool FolderExists(string path);

    /// <summary>The text of a file.</summary>
    /// <exception cref="IOException">When it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">When it may not be read.</exception>
    string ReadText(string path);

    /// <summary>Size of a file, bytes.</summary>
    /// <exception cref="IOException">When it cannot be looked at.</exception>
    long SizeOf(string path);

    /// <summary>Project files (<c>*.csproj</c>) directly in a folder.</summary>
    ImmutableArray<string> ProjectsIn(string folder);
}

/// <summary>The files of this machine.</summary>
public sealed class MachineFiles : IConfigurationFiles
{
    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public bool FolderExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public string ReadText(string path) => File.ReadAllText(path);

    /// <inheritdoc/>
    public long SizeOf(string path) => new FileInfo(path).Length;

    /// <inheritdoc/>
    public ImmutableArray<string> ProjectsIn(string folder) => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.csproj").Order(StringComparer.Ordinal)] : [];
}
