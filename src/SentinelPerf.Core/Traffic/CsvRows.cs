using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace SentinelPerf.Traffic;

/// <summary>Reads CSV as RFC 4180 has it: names in the first line, quotes around what holds separators, quotes or line ends. Empty lines are skipped.</summary>
internal sealed class CsvRows(string file, string text)
{
    private readonly StringBuilder _cell = new();
    private readonly char _separator = Separator(text);
    private int _at;
    private int _line = 1;

    /// <summary>The whole table.</summary>
    public DataTable Read()
    {
        var names = ReadHeader();
        var rows = ImmutableArray.CreateBuilder<string[]>();
        while (true)
        {
            var line = _line;
            if (ReadRow() is not { } row) return new(file, names, rows.ToImmutable());
            if (row is [""]) continue;
            if (row.Length != names.Length)
                throw Bad(line, string.Create(CultureInfo.InvariantCulture, $"the row has {row.Length} values where the first line names {names.Length} ({string.Join(", ", names)})"));
            if (rows.Count == DataTable.MostRows) throw Bad(line, string.Create(CultureInfo.InvariantCulture, $"it has more than {DataTable.MostRows} rows"));
            rows.Add(row);
        }
    }

    // Spreadsheets of many countries write semicolons.
    private static char Separator(string text)
    {
        var header = text.AsSpan();
        if (header.IndexOfAny('\r', '\n') is >= 0 and var end) header = header[..end];
        return header.Contains(',') ? ',' : header.Contains(';') ? ';' : header.Contains('\t') ? '\t' : ',';
    }

    private ImmutableArray<string> ReadHeader()
    {
        ImmutableArray<string> names = [.. (ReadRow() ?? []).Select(n => n.Trim())];
        if (names is [] or [""]) throw Bad(1, "its first line names no columns");
        foreach (var name in names)
        {
            if (name.Length == 0 || name.IndexOfAny(['{', '}']) >= 0) throw Bad(1, $"'{name}' cannot be the name of a column");
            if (names.Count(n => n == name) > 1) throw Bad(1, $"the column '{name}' stands twice");
        }
        return names;
    }

    private string[]? ReadRow()
    {
        if (_at >= text.Length) return null;
        var cells = new List<string>();
        while (true)
        {
            cells.Add(_at < text.Length && text[_at] == '"' ? ReadQuoted() : ReadPlain());
            if (_at >= text.Length) return [.. cells];
            var ended = text[_at++];
            if (ended == _separator) continue;
            if (ended == '\r' && _at < text.Length && text[_at] == '\n') _at++;
            _line++;
            return [.. cells];
        }
    }

    private string ReadPlain()
    {
        var rest = text.AsSpan(_at);
        var end = rest.IndexOfAny(_separator, '\r', '\n');
        var cell = end < 0 ? rest : rest[..end];
        if (cell.Contains('"')) throw Bad(_line, "a quote stands inside a value that is not quoted; put the value in quotes and double the quote");
        _at += cell.Length;
        return cell.ToString();
    }

    private string ReadQuoted()
    {
        var opened = _line;
        _cell.Clear();
        for (_at++; _at < text.Length; _at++)
        {
            var letter = text[_at];
            if (letter == '\n' || letter == '\r' && !(_at + 1 < text.Length && text[_at + 1] == '\n')) _line++;
            if (letter != '"') _cell.Append(letter);
            else if (_at + 1 < text.Length && text[_at + 1] == '"') _cell.Append(text[_at++]);
            else
            {
                _at++;
                if (_at < text.Length && text[_at] != _separator && text[_at] is not ('\r' or '\n')) throw Bad(_line, "text follows a closing quote");
                return _cell.ToString();
            }
        }
        throw Bad(opened, "a quote that is opened here is never closed");
    }

    private Diagnostics.SentinelException Bad(int line, string what) => DataTable.Unreadable(file, line, what);
}
