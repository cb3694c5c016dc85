using System.Text;

namespace SentinelPerf.Bench.Study;

/// <summary>
/// The CSV file that a study grows in, over any number of executions. A row is on the disk before the next run begins; a line that an
/// execution did not live to finish is cut off when the file is opened, so that its run is made again.
/// </summary>
internal sealed class StudyFile : IDisposable
{
    private readonly FileStream _lock;
    private readonly FileStream _stream;
    private readonly HashSet<StudyCell> _done;

    private StudyFile(FileStream @lock, FileStream stream, IEnumerable<StudyRow> rows) => (_lock, _stream, _done) = (@lock, stream, [.. rows.Select(r => r.Cell)]);

    /// <summary>Runs in the file.</summary>
    public int Count => _done.Count;

    /// <summary>Opens a file to go on in it, or makes it.</summary>
    /// <exception cref="UsageException">It is no study, a line inside it is broken, or another study writes to it.</exception>
    public static StudyFile Open(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var owned = Lock(path);
        FileStream? stream = null;
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            var text = reader.ReadToEnd();
            var whole = text[..(text.LastIndexOf('\n') + 1)];
            // What is cut off must be known to be a study's: anything else is the user's own.
            if (whole.Length == 0 && !StudyCsv.Header.StartsWith(text, StringComparison.Ordinal)) throw NoStudy(path);
            var rows = Parse(path, whole);
            stream.SetLength(Encoding.UTF8.GetByteCount(whole));
            stream.Seek(0, SeekOrigin.End);
            var file = new StudyFile(owned, stream, rows);
            if (whole.Length == 0) file.WriteLine(StudyCsv.Header);
            return file;
        }
        catch
        {
            stream?.Dispose();
            owned.Dispose();
            throw;
        }
    }

    /// <summary>The rows of a file; a last line without its end is left out.</summary>
    /// <exception cref="UsageException">There is none, it is no study, or a line inside it is broken.</exception>
    public static List<StudyRow> Read(string path)
    {
        if (!File.Exists(path)) throw new UsageException($"there is no file {path}");
        var text = File.ReadAllText(path);
        return Parse(path, text[..(text.LastIndexOf('\n') + 1)]);
    }

    /// <summary>Whether a run has its row.</summary>
    public bool Holds(StudyCell cell) => _done.Contains(cell);

    /// <summary>Adds a row; it is on the disk on return.</summary>
    public void Append(StudyRow row)
    {
        WriteLine(StudyCsv.Format(row));
        _done.Add(row.Cell);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _lock.Dispose();
    }

    // A file of its own: a lock on the rows would keep 'study table' from reading them meanwhile.
    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be written to ({e.Message}); another study may do so at the moment");
        }
    }

    private void WriteLine(string line)
    {
        _stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _stream.Flush(flushToDisk: true);
    }

    private static List<StudyRow> Parse(string path, string text)
    {
        var rows = new List<StudyRow>();
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 0 && lines[0].TrimEnd('\r') != StudyCsv.Header) throw NoStudy(path);
        for (var i = 1; i < lines.Length; i++)
        {
            try
            {
                rows.Add(StudyCsv.Parse(lines[i].TrimEnd('\r')));
            }
            catch (FormatException e)
            {
                throw new UsageException($"{path}({i + 1}) is no row of a study: {e.Message}");
            }
        }
        return rows;
    }

    private static UsageException NoStudy(string path) => new($"{path} is no study: its first line is not '{StudyCsv.Header}'");
}
