using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace SentinelPerf.Explanation;

/// <summary>What the catalogue of remedies names for a cause: the only settings and programming interfaces that advice may name.</summary>
internal static partial class CatalogueNames
{
    private static readonly ConcurrentDictionary<string, (ImmutableArray<string> Names, ImmutableHashSet<string> Words)> Known = new(StringComparer.Ordinal);

    /// <summary>Words that advice of any kind is made of.</summary>
    private const string Usual =
        "again analyse analyze async asynchronous await best better bucket cache caching care carefully code collect concurrency confirm cover covers crash debug developer dump fault fix guard handler hide hides io keyed library locate log logging method methods mitigation option options pattern per policy profile profiler profiling quiet quieter rebuild refactor release repeat repeated reproduce resilience retry reuse rework rewrite scope section server size sized sizing small statement statements status temporary temporarily thing token tool trace traces tune type types user value variable worker workers workaround";

    /// <summary>Settings, types, methods and commands, longest first.</summary>
    public static ImmutableArray<string> For(string cause) => Of(cause).Names;

    /// <summary>Every plain word of the cause's remedies, in lower case.</summary>
    public static ImmutableHashSet<string> Words(string cause) => Of(cause).Words;

    /// <summary>Whether the cause's remedies state this number.</summary>
    public static bool Holds(string cause, string number) =>
        CauseCatalogue.Of(cause).Remedies.Any(r => Number().Matches($"{r.Title} {r.Text}").Any(m => m.Value == Number().Match(number).Value));

    private static (ImmutableArray<string> Names, ImmutableHashSet<string> Words) Of(string cause) => Known.GetOrAdd(cause, static c =>
    {
        var texts = CauseCatalogue.Of(c).Remedies.Select(r => $"{r.Title} {r.Text}").Append(CauseCatalogue.Of(c).Mechanism).ToArray();
        return (
            [.. texts.SelectMany(t => Code().Matches(t)).Select(m => m.Value.TrimEnd('.', ',', ';', ':')).Where(n => n.Length > 1 && n != "where").Distinct().OrderByDescending(n => n.Length)],
            [.. texts.Append(Usual).SelectMany(t => Word().Matches(t)).Select(m => m.Value.ToLowerInvariant())]);
    });

    [GeneratedRegex(@"\w+\(\)\.\w+\(\)|--?[a-z][\w-]*|\[[A-Za-z]+\([A-Za-z]+\)\]|(?:dotnet-\w+)(?: (?:collect|report|analyze|monitor))?|[A-Za-z_][\w]*(?:(?:\.|_)\w+)+(?:\(\)(?:\.\w+\(\))?)?|\b\w*[a-z][A-Z]\w*(?:\(\))?|(?:Maximum|Minimum) Pool Size|\b[A-Z]{2,}\w*|nofile|async void|ulimit -n", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?<![\w.])\d+(?:[.,]\d+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"[A-Za-z]+(?:-[A-Za-z]+)*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
