using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SentinelPerf.MSBuild;

/// <summary>A file that a run wrote.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Kind"><c>summary</c>, <c>markdown</c> or <c>plot</c>.</param>
internal sealed record ReportFile(string Path, string Kind);

/// <summary>The few values of <c>summary.json</c> that a build needs.</summary>
/// <param name="Verdict"><c>pass</c>, <c>fail</c>, <c>inconclusive</c> or <c>error</c>.</param>
/// <param name="ExitCode">The exit code that belongs to it.</param>
/// <param name="Files">The files that exist, the summary first.</param>
internal sealed record Summary(string Verdict, int ExitCode, IReadOnlyList<ReportFile> Files)
{
    /// <summary>Reads a summary; null with the reason when it is not one.</summary>
    /// <remarks>Reads JSON with what netstandard2.0 has itself: a dependency of a build task would have to be loaded beside MSBuild's own.</remarks>
    public static Summary? Read(string path, out string reason)
    {
        XElement root;
        try
        {
            using var stream = File.OpenRead(path);
            using var reader = JsonReaderWriterFactory.CreateJsonReader(stream, Encoding.UTF8, XmlDictionaryReaderQuotas.Max, null);
            root = XElement.Load(reader);
        }
        catch (Exception e) when (e is XmlException or InvalidOperationException)
        {
            // An empty file is no node at all: the second of the two.
            reason = e.Message;
            return null;
        }

        reason = "it has no verdict or no exitCode";
        if (root.Element("verdict")?.Value is not { Length: > 0 } verdict) return null;
        if (!int.TryParse(root.Element("exitCode")?.Value, System.Globalization.NumberStyles.Integer, System.Globalization.CultureInfo.InvariantCulture, out var exitCode)) return null;
        return new Summary(verdict, exitCode, FilesOf(path, root.Element("artifacts")));
    }

    private static List<ReportFile> FilesOf(string summaryPath, XElement? artifacts)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(summaryPath))!;
        List<ReportFile> files = [new(Path.GetFullPath(summaryPath), "summary")];
        if (artifacts?.Element("markdown")?.Value is { Length: > 0 } markdown) AddIfThere(markdown, "markdown");
        foreach (var plot in artifacts?.Element("plots")?.Elements() ?? []) AddIfThere(plot.Value, "plot");
        return files;

        void AddIfThere(string name, string kind)
        {
            var path = Path.GetFullPath(Path.Combine(folder, name));
            if (File.Exists(path)) files.Add(new(path, kind));
        }
    }
}
