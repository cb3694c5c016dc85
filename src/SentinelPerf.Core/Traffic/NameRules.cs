using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Traffic;

/// <summary>Whether every name in the braces of one request has a value, and every value a use.</summary>
internal sealed class NameRules(TrafficRequest request, string at, ImmutableSortedDictionary<string, DataTable> data)
{
    private readonly HashSet<string> _own = request.Names.ToHashSet(StringComparer.Ordinal);

    /// <summary>What the user calls the step; null: the request is none.</summary>
    public string? Step { get; init; }

    /// <summary>Names that earlier steps extract.</summary>
    public ImmutableHashSet<string> Extracted { get; init; } = [];

    /// <summary>Names that this and later steps extract, with the step's number.</summary>
    public ImmutableArray<(string Name, int Step)> Later { get; init; } = [];

    /// <summary>Every problem; none when the path cannot be read, which is one of its own.</summary>
    public IEnumerable<Problem> Check()
    {
        if (PathTemplate.TryParse(request.Path) is not { } path) yield break;
        ImmutableArray<string> inUrl = [.. path.Parameters.Concat(request.QueryParameters).Distinct(StringComparer.Ordinal)];
        foreach (var name in inUrl)
        {
            if (request.Values.TryGetValue(name, out var values) ? values.IsDefaultOrEmpty || values.Contains("") : Step is null && !Known(name) && !IsColumn(name))
                yield return Problem.Error(DiagnosticCodes.ParameterWithoutValues,
                    $"{at} ({request.Method} {request.Path}): '{name}' has no values in {at}.values.{name}, or an empty one. {DiagnosticCodes.ParameterWithoutValues.Remedy}")
                    with { Setting = at + ".path" };
            else if (!Known(name)) yield return Unknown(name, "path");
        }
        foreach (var (header, value) in request.Headers)
            foreach (var name in BraceText.Candidates(value).Where(n => !Known(n))) yield return Unknown(name, $"headers.{header}");
        foreach (var name in BraceText.Candidates(request.Body).Where(n => !Known(n) && IsMeant(n))) yield return Unknown(name, "body");
        foreach (var (name, column) in request.Columns.Where(c => !DataColumn(c.Value))) yield return Unknown(column, $"values.{name}");
        foreach (var name in _own.Where(n => !IsUsed(n, inUrl)))
            yield return Problem.Error(DiagnosticCodes.InvalidRequest,
                $"{at}.values.{name} belongs to no parameter of '{request.Path}'; it has {(inUrl.Length == 0 ? "none" : string.Join(", ", inUrl))}. {DiagnosticCodes.InvalidRequest.Remedy}")
                with { Setting = $"{at}.values.{name}" };
    }

    private bool Known(string name) => _own.Contains(name) || Extracted.Contains(name) || DataColumn(name);

    private bool DataColumn(string name) => Tables.Column(data, name) is not null;

    /// <summary>Names a source of data, but maybe no column that it has.</summary>
    private bool IsColumn(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && data.ContainsKey(name[..dot]);

    // Braces are ordinary text in many bodies; a step's body is different, because what earlier steps extract is mostly sent there.
    private bool IsMeant(string name) => Step is not null || IsColumn(name);

    private bool IsUsed(string name, ImmutableArray<string> inUrl) =>
        inUrl.Contains(name) || BraceText.Uses(request.Body, name) || request.Headers.Any(h => BraceText.Uses(h.Value, name));

    private Problem Unknown(string name, string key)
    {
        var later = Later.FirstOrDefault(l => l.Name == name).Step;
        var what = later > 0 ? string.Create(CultureInfo.InvariantCulture, $"is extracted only from the answer of step {later}")
            : IsColumn(name) ? $"is no column of {name.Split('.')[0]}" : Step is null ? "has no value" : "no earlier step extracts and nothing else gives";
        ImmutableArray<string> known = [.. _own.Concat(Extracted).Concat(data.SelectMany(d => d.Value.Columns.Select(c => $"{d.Key}.{c}"))).Order(StringComparer.Ordinal)];
        var where = Step is null ? $"{at}.{key}" : $"{at}.{key}: {Step} ({request.Method} {request.Path})";
        return Problem.Error(DiagnosticCodes.UnknownName,
            $"{where} uses {{{name}}}, which {what}; known here: {(known.IsEmpty ? "nothing" : string.Join(", ", known))}. {DiagnosticCodes.UnknownName.Remedy}")
            with { Setting = $"{at}.{key}" };
    }
}

/// <summary>Finds a column of data by its name in templates.</summary>
internal static class Tables
{
    /// <summary>Source, table and column of <c>users.name</c>; null when there is none.</summary>
    public static (string Source, DataTable Table, int Column)? Column(ImmutableSortedDictionary<string, DataTable> data, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !data.TryGetValue(name[..dot], out var table)) return null;
        var column = table.Columns.IndexOf(name[(dot + 1)..]);
        return column < 0 ? null : (name[..dot], table, column);
    }
}
