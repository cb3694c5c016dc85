using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Measurement;
using SentinelPerf.Traffic;

namespace SentinelPerf.Planning;

/// <summary>Gives the value of one name each time a request is made.</summary>
/// <param name="Name">The name in braces.</param>
internal abstract record ValueSlot(string Name)
{
    /// <summary>Where values come from, for people.</summary>
    public abstract string Description { get; }

    /// <summary>The value; the same context gives the same one.</summary>
    public abstract string Value(in RenderContext context);

    /// <summary>Bits of a name, so that two names are drawn independently of each other.</summary>
    protected static ulong Salt(string name) => new SeededRandom(0).Derive(name).NextUInt64();
}

/// <summary>One of a list, drawn for each request.</summary>
internal sealed record ListSlot(string Name, ImmutableArray<string> Values) : ValueSlot(Name)
{
    private readonly ulong _salt = Salt(Name);

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{Values.Length} value{(Values.Length == 1 ? "" : "s")}");

    public override string Value(in RenderContext context) =>
        Values[(int)Math.BigMul(SeededRandom.At(context.Request, _salt), (ulong)Values.Length, out _)];
}

/// <summary>Made for each request.</summary>
internal sealed record GeneratedSlot(string Name, ValueGenerator Generator) : ValueSlot(Name)
{
    private readonly ulong _salt = Salt(Name);

    public override string Description => Generator.Description;

    public override string Value(in RenderContext context) => Generator.Make(SeededRandom.At(context.Request, _salt));
}

/// <summary>A column of the row that the session has of a source: every column, in every step, is of the same row.</summary>
internal sealed record RowSlot(string Name, string Source, DataTable Table, int Column) : ValueSlot(Name)
{
    private readonly ulong _salt = Salt(Source);

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"a row of {Path.GetFileName(Table.File)}, which has {Table.RowCount}");

    public override string Value(in RenderContext context) =>
        Table[(int)Math.BigMul(SeededRandom.At(context.Session, _salt), (ulong)Table.RowCount, out _), Column];
}

/// <summary>Taken from an earlier answer of the session; empty where there is none.</summary>
internal sealed record ExtractedSlot(string Name) : ValueSlot(Name)
{
    public override string Description => "from an earlier step";

    public override string Value(in RenderContext context) =>
        context.Extracted is { } extracted && extracted.TryGetValue(Name, out var value) ? value : "";
}
