using System.Collections.Immutable;
using System.Text.RegularExpressions;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Configuration;

/// <summary>Replaces <c>${NAME}</c> in every value of a file from the environment, after parsing, so that a value can never become syntax. <c>$${</c> stands for <c>${</c>.</summary>
internal sealed partial class Interpolation(Func<string, string?> variable, ProblemList problems)
{
    /// <summary>Looks a name up.</summary>
    public Func<string, string?> Variable { get; } = variable;

    /// <summary>The node with every name replaced; null when one could not be (a problem says which).</summary>
    public SourceNode? Apply(SourceNode node)
    {
        var complete = true;
        var applied = Apply(node, ref complete);
        return complete ? applied : null;
    }

    private SourceNode Apply(SourceNode node, ref bool complete)
    {
        switch (node)
        {
            case TextNode text: return Apply(text, ref complete);
            case ListNode list:
                var items = ImmutableArray.CreateBuilder<SourceNode>();
                foreach (var item in list.Items) items.Add(Apply(item, ref complete));
                return list with { Items = items.ToImmutable() };
            case MapNode map:
                var entries = ImmutableArray.CreateBuilder<MapEntry>();
                foreach (var entry in map.Entries) entries.Add(entry with { Value = Apply(entry.Value, ref complete) });
                return map with { Entries = entries.ToImmutable() };
            default: return node;
        }
    }

    private TextNode Apply(TextNode node, ref bool complete)
    {
        if (!node.Text.Contains("${", StringComparison.Ordinal)) return node;
        var all = true;
        var replaced = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var text = Reference().Replace(node.Text, match =>
        {
            if (match.Groups["escaped"].Success) return "${";
            var name = match.Groups["name"].Value;
            if (!match.Groups["name"].Success)
            {
                all = false;
                problems.Error(DiagnosticCodes.BadValue, node.Place, "'${' is not followed by a name and '}'; valid: ${NAME} of an environment variable, or $${ for the text itself");
                return match.Value;
            }

            if (Variable(name) is { } value)
            {
                replaced.Add(new(name, value));
                return value;
            }

            all = false;
            problems.Error(DiagnosticCodes.UnsetName, node.Place,
                $"${{{name}}} has no value: the environment variable {name} is not set, nor does .env have it; set it, or write $${{{name}}} for the text itself");
            return match.Value;
        });
        complete &= all;
        return node with { Text = text, Quoted = true, Replaced = replaced.ToImmutable() };
    }

    [GeneratedRegex(@"(?<escaped>\$\$\{)|\$\{(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)\})?", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
