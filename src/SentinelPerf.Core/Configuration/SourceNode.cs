using System.Collections.Immutable;

namespace SentinelPerf.Configuration;

/// <summary>Where a setting stands.</summary>
/// <param name="Origin">For people: <c>sentinelperf.yaml(7,3)</c>, <c>--budget</c>, <c>SENTINELPERF__LOAD__BUDGET</c>.</param>
/// <param name="Folder">Folder that a relative path there is relative to.</param>
internal sealed record SettingPlace(string Origin, string Folder)
{
    /// <summary>The file, when it stands in one.</summary>
    public string? File { get; init; }

    /// <summary>Line from 1; 0: none.</summary>
    public int Line { get; init; }

    /// <summary>Column from 1; 0: none.</summary>
    public int Column { get; init; }
}

/// <summary>A value as a source wrote it, before anybody knows what it means.</summary>
internal abstract record SourceNode(SettingPlace Place);

/// <summary>One piece of text.</summary>
/// <param name="Place">Where.</param>
/// <param name="Text">As written, unquoted; <c>${NAME}</c> not yet replaced.</param>
/// <param name="Quoted">It stood in quotes, so it is text even if it reads like null.</param>
internal sealed record TextNode(SettingPlace Place, string Text, bool Quoted) : SourceNode(Place)
{
    /// <summary>The variables that <c>${NAME}</c> was replaced from.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Replaced { get; init; } = [];

    /// <summary>An empty plain value, <c>~</c> or <c>null</c>: back to the default.</summary>
    public bool IsNull => !Quoted && Text is ("" or "~" or "null");
}

/// <summary>A list.</summary>
internal sealed record ListNode(SettingPlace Place, ImmutableArray<SourceNode> Items) : SourceNode(Place);

/// <summary>A mapping, in order.</summary>
internal sealed record MapNode(SettingPlace Place, ImmutableArray<MapEntry> Entries) : SourceNode(Place);

/// <summary>One entry of a mapping.</summary>
internal sealed record MapEntry(string Key, SettingPlace KeyPlace, SourceNode Value);
