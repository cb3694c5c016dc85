using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SentinelPerf.Traffic;

/// <summary>Finds values for a parameter: its examples first, else what its type and constraints allow.</summary>
internal static partial class ParameterFiller
{
    private const int Most = 3;

    private static readonly string[] Words =
    [
        "1", "2", "3", "a", "b", "test", "abc", "ABC", "en", "de", "en-US", "10", "42", "100", "123", "1234", "12345", "2025", "2025-01-01", "01-01", "abc-1", "abc1",
        "ABC-123", "A1", "1.0", "v1", "test@example.com", "00000000-0000-4000-8000-000000000001", "index.html",
    ];

    [GeneratedRegex(@"^\^?\(?(?:\?:)?([\w-]+(?:\|[\w-]+)*)\)?\$?$")]
    private static partial Regex Alternatives();

    /// <summary>One to three values that satisfy every constraint; or none, with the reason.</summary>
    public static ImmutableArray<string> Fill(ParameterFacts parameter, out string? reason)
    {
        reason = null;
        ImmutableArray<string> examples = [.. parameter.Examples.Where(v => Allowed(parameter, v)).Take(10)];
        if (examples.Length > 0) return examples;
        if (parameter.Kind == ValueKind.Unknown && parameter.ForeignType is { } type)
        {
            reason = $"'{parameter.Name}' is of type {type}, and no example is known";
            return [];
        }
        ImmutableArray<string> made = [.. Candidates(parameter).Where(v => Allowed(parameter, v)).Distinct(StringComparer.Ordinal).Take(Most)];
        if (made.Length == 0)
            reason = $"no value is known for '{parameter.Name}' that satisfies {string.Join(", ", parameter.Constraints.Select(Text))}";
        return made;
    }

    private static string Text(RouteConstraint constraint) => constraint.Arguments.Length == 0 ? constraint.Name : $"{constraint.Name}({constraint.Arguments})";

    private static bool Allowed(ParameterFacts parameter, string value) => value.Length > 0 && parameter.Constraints.All(c => c.Satisfies(value));

    private static IEnumerable<string> Candidates(ParameterFacts parameter) => parameter.Kind switch
    {
        ValueKind.Integer => Numbers(parameter),
        ValueKind.Number => Numbers(parameter).Concat(["0.5"]),
        ValueKind.Boolean => ["true", "false"],
        ValueKind.Guid => Enumerable.Range(1, Most).Select(n => $"00000000-0000-4000-8000-{n.ToString("d12", CultureInfo.InvariantCulture)}"),
        ValueKind.Date => ["2025-01-01", "2025-02-01", "2025-03-01"],
        ValueKind.DateTime => ["2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z", "2025-03-01T00:00:00Z"],
        ValueKind.Time => ["00:01:00", "01:00:00"],
        _ => Texts(parameter),
    };

    private static IEnumerable<string> Numbers(ParameterFacts parameter)
    {
        var low = parameter.Constraints.Select(c => c.NumberBounds.Low).DefaultIfEmpty(decimal.MinValue).Max();
        var high = parameter.Constraints.Select(c => c.NumberBounds.High).DefaultIfEmpty(decimal.MaxValue).Min();
        var first = low > 1 ? decimal.Ceiling(low) : high < 1 ? decimal.Max(low, decimal.Floor(high) - (Most - 1)) : 1;
        for (var number = first; number < first + Most && number <= high; number++)
            yield return number.ToString("0.############################", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<string> Texts(ParameterFacts parameter)
    {
        foreach (var pattern in parameter.Constraints.Where(c => c.Name == "regex"))
            if (Alternatives().Match(pattern.Arguments) is { Success: true } simple)
                foreach (var word in simple.Groups[1].Value.Split('|')) yield return word;
        foreach (var word in Words) yield return word;
        var shortest = parameter.Constraints.Select(c => c.LengthBounds.Low).DefaultIfEmpty(0).Max();
        if (shortest is <= 0 or > 1_000) yield break;
        foreach (var letter in "abc")
        {
            yield return new string(letter, shortest);
            yield return new string((char)(letter - 'a' + '1'), shortest);
        }
    }
}
