using SentinelPerf.Diagnostics;

namespace SentinelPerf.Configuration;

/// <summary>One value of one source on its way to its key.</summary>
/// <param name="Path">Full path of the setting: <c>load.budget</c>.</param>
/// <param name="Node">What the source wrote.</param>
/// <param name="Context">Where problems, places and secrets are collected.</param>
internal sealed record KeyReading(string Path, SourceNode Node, ReadingContext Context)
{
    /// <summary>Last part of the path: the name in an open mapping.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>Records a bad value: the value seen and the valid ones.</summary>
    public bool Bad(string valid) => Bad(DiagnosticCodes.BadValue, valid);

    /// <summary>Records a value of the wrong shape.</summary>
    public bool WrongShape(string valid) => Bad(DiagnosticCodes.WrongType, valid);

    private bool Bad(DiagnosticDescriptor descriptor, string valid)
    {
        Context.Problems.Error(descriptor, Node.Place, $"{Path} is {Shown(Node)}; valid: {valid}");
        return false;
    }

    private string Shown(SourceNode node) => node switch
    {
        ListNode => "a list",
        MapNode => "a mapping",
        TextNode { Replaced.IsEmpty: false } text => $"not what ${{{text.Replaced[0].Key}}} holds",
        TextNode when SecretMask.LooksSecret(Path) => "not readable",
        TextNode text => $"'{SecretMask.None.Mask(Short(text.Text))}'",
        _ => "empty",
    };

    private static string Short(string text) => text.Length <= 60 ? text.ReplaceLineEndings(" ") : text[..57].ReplaceLineEndings(" ") + "...";
}

/// <summary>What reading a source brings to light beside the values.</summary>
internal sealed class ReadingContext
{
    /// <summary>Every problem.</summary>
    public ProblemList Problems { get; init; } = new();

    /// <summary>Every secret value.</summary>
    public SecretCollection Secrets { get; init; } = new();
}

/// <summary>Collects the values that must never leave the process.</summary>
internal sealed class SecretCollection
{
    // A flag or a small number under a name that looks secret ('UseCookies: true') is none; masking it would spoil every text.
    private const int ShortestByName = 6;

    private readonly HashSet<string> _values = new(StringComparer.Ordinal);

    /// <summary>A value that is a secret because of its setting.</summary>
    public void Add(string value)
    {
        _values.Add(value);
        // 'Bearer abc': the token alone may show up elsewhere.
        if (value.LastIndexOf(' ') is var space and > 0) _values.Add(value[(space + 1)..]);
    }

    /// <summary>A value that is one only if its name says so.</summary>
    public void AddByName(string name, string value)
    {
        if (value.Length >= ShortestByName && SecretMask.LooksSecret(name)) Add(value);
    }

    /// <summary>The mask of all.</summary>
    public SecretMask ToMask() => new(_values);
}
