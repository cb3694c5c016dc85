using System.Collections.Immutable;

namespace SentinelPerf.Traffic;

/// <summary>A path with parameters in braces, cut into its parts: <c>/items/{id}/stock</c>.</summary>
public sealed class PathTemplate
{
    private PathTemplate(ImmutableArray<Part> parts) => Parts = parts;

    /// <summary>The parts in their order.</summary>
    public ImmutableArray<Part> Parts { get; }

    /// <summary>Names of the parameters in their order.</summary>
    public IEnumerable<string> Parameters => Parts.Where(p => p.IsParameter).Select(p => p.Text);

    /// <summary>The template without the last segment that holds one of <paramref name="names"/>; the path of a route without its optional parameter.</summary>
    public static string WithoutTrailing(string path, Predicate<string> names)
    {
        while (path.LastIndexOf('/') is > -1 and var slash && TryParse(path[slash..]) is { } last
            && last.Parts is [{ IsParameter: false, Text: "/" }, { IsParameter: true } only] && names(only.Text))
        {
            path = path[..slash];
        }
        return path.Length == 0 ? "/" : path;
    }

    /// <summary>Cuts a path; null when a brace is left open or closed twice.</summary>
    public static PathTemplate? TryParse(string path)
    {
        var parts = ImmutableArray.CreateBuilder<Part>();
        var from = 0;
        while (path.IndexOfAny(['{', '}'], from) is >= 0 and var brace)
        {
            var close = path.IndexOf('}', brace);
            if (path[brace] == '}' || close < 0) return null;
            if (brace > from) parts.Add(new(path[from..brace], false, false));
            var inner = path[(brace + 1)..close];
            var name = inner.TrimStart('*');
            if (name.IndexOfAny([':', '?', '=']) is >= 0 and var end) name = name[..end];
            if (name.Length == 0 || name.Contains('{')) return null;
            parts.Add(new(name, true, inner[0] == '*'));
            from = close + 1;
        }
        if (from < path.Length) parts.Add(new(path[from..], false, false));
        return new(parts.ToImmutable());
    }

    /// <summary>A part of a template.</summary>
    /// <param name="Text">Literal text, or the name of a parameter.</param>
    /// <param name="IsParameter">Whether it is a parameter.</param>
    /// <param name="CatchAll">Whether the parameter takes the rest of the path.</param>
    public readonly record struct Part(string Text, bool IsParameter, bool CatchAll);
}
