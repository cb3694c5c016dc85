using System.Globalization;

namespace SentinelPerf.Chat;

/// <summary>Picks the model that is asked from those that the server has.</summary>
public static class ModelChoice
{
    /// <summary>Asked for unless another is named.</summary>
    public const string Default = "qwen2.5:7b";

    /// <summary>The named model when it is there; for the default also the largest smaller one of its family that is.</summary>
    /// <param name="wanted">What is configured; a name without a tag means <c>latest</c>.</param>
    /// <param name="present">What the server has.</param>
    /// <exception cref="ChatException">Neither is there.</exception>
    public static string Pick(string wanted, IReadOnlyList<string> present)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(present);
        var tagged = wanted.Contains(':', StringComparison.Ordinal) ? wanted : wanted + ":latest";
        if (present.FirstOrDefault(p => p.Equals(tagged, StringComparison.OrdinalIgnoreCase) || p.StartsWith(tagged + "-", StringComparison.OrdinalIgnoreCase)) is { } exact) return exact;
        if (wanted == Default)
        {
            var smaller = present.Where(p => p.StartsWith("qwen2.5:", StringComparison.OrdinalIgnoreCase)).Select(p => (Name: p, Size: Billions(p)))
                .Where(p => p.Size is > 0 and < 7).OrderByDescending(p => p.Size).Select(p => p.Name).FirstOrDefault();
            if (smaller is not null) return smaller;
        }

        var has = present.Count == 0 ? "none at all" : string.Join(", ", present.Take(8));
        throw new ChatException(ChatFailure.ModelAbsent, $"the server has no model {wanted} (it has {has}); get it with 'ollama pull {wanted}' or name another in explain.model");
    }

    private static double? Billions(string name)
    {
        var tag = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('-')[0];
        return tag.EndsWith('b') && double.TryParse(tag[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var size) ? size : null;
    }
}
