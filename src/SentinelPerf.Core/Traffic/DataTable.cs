using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Traffic;

/// <summary>Rows of data that requests are filled from, such as the users of a shop. In templates a cell is <c>{users.name}</c>.</summary>
public sealed class DataTable
{
    /// <summary>Most rows.</summary>
    public const int MostRows = 1_000_000;

    /// <summary>Largest file, bytes.</summary>
    public const long MostBytes = 100L * 1024 * 1024;

    private readonly ImmutableArray<string[]> _rows;

    internal DataTable(string file, ImmutableArray<string> columns, ImmutableArray<string[]> rows) => (File, Columns, _rows) = (file, columns, rows);

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Names of the columns.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>How many rows there are, ≥ 1.</summary>
    public int RowCount => _rows.Length;

    /// <summary>A cell, both counted from 0.</summary>
    public string this[int row, int column] => _rows[row][column];

    /// <summary>Reads a table: a JSON array of objects when the text begins with <c>[</c>, else CSV with a line of names (RFC 4180).</summary>
    /// <param name="file">Path of the file, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="SentinelException">SP3005, with the line: it has no rows or too many, a row lacks a value, or it cannot be read.</exception>
    public static DataTable Parse(string file, string text)
    {
        text = text.TrimStart('\uFEFF');
        var table = text.TrimStart() is ['[' or '{', ..] ? new JsonRows(file, text).Read() : new CsvRows(file, text).Read();
        return table.RowCount > 0 ? table : throw Unreadable(file, 1, "it has no rows");
    }

    internal static SentinelException Unreadable(string file, int line, string what) =>
        new(Problem.Error(DiagnosticCodes.UnreadableData, $"the data file '{Path.GetFileName(file)}' cannot be used: {what}. {DiagnosticCodes.UnreadableData.Remedy}")
            with { File = file, Line = line, Column = 1 });
}
