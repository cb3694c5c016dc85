using System.Globalization;
using System.Text;

namespace SentinelPerf.Bench.Study;

/// <summary>Rows as lines of a CSV file (RFC 4180, without line breaks in fields).</summary>
internal static class StudyCsv
{
    public const string Header = "started,server,group,truth,budget,condition,seed,status,right,reason,rate,low,high,wallSeconds,cause,machine,commit";

    private static readonly int s_columns = Header.Split(',').Length;

    public static string Format(StudyRow row) => string.Join(',', new[]
    {
        row.Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), row.Cell.Server, row.Group, Number(row.Truth, "0.##"),
        Number(row.Cell.Budget.TotalSeconds, "0.###"), row.Cell.Condition, row.Cell.Seed.ToString(CultureInfo.InvariantCulture), row.Status,
        row.Right switch { true => "yes", false => "no", null => "" }, row.Reason, Number(row.Rate, "0.##"), Number(row.Low, "0.##"), Number(row.High, "0.##"),
        Number(row.WallSeconds, "0.#"), row.Cause, row.Machine, row.Commit,
    }.Select(Quote));

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">It is no row.</exception>
    public static StudyRow Parse(string line)
    {
        var fields = Split(line);
        if (fields.Count != s_columns) throw new FormatException($"it has {fields.Count} fields, not {s_columns}");
        return new()
        {
            Started = DateTimeOffset.Parse(fields[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            Cell = new(fields[1], TimeSpan.FromSeconds(Number(fields[4]) ?? throw new FormatException("it has no budget")), fields[5], ulong.Parse(fields[6], CultureInfo.InvariantCulture)),
            Group = fields[2], Truth = Number(fields[3]), Status = fields[7], Right = fields[8] switch { "yes" => true, "no" => false, _ => null }, Reason = fields[9],
            Rate = Number(fields[10]), Low = Number(fields[11]), High = Number(fields[12]), WallSeconds = Number(fields[13]) ?? throw new FormatException("it has no wallSeconds"),
            Cause = fields[14], Machine = fields[15], Commit = fields[16],
        };
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static double? Number(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);

    private static string Quote(string field) => field.AsSpan().IndexOfAny(',', '"') < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else field.Append(line[i]);
        }
        fields.Add(field.ToString());
        return quoted ? throw new FormatException("a quote is not closed") : fields;
    }
}
