using System.Collections.Immutable;

namespace SentinelPerf.Traffic;

/// <summary>Everything that the hook and OpenAPI say of one parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InQuery">Whether it stands in the query; else in the path.</param>
internal sealed record ParameterFacts(string Name, bool InQuery)
{
    /// <summary>Kind of value.</summary>
    public ValueKind Kind { get; init; }

    /// <summary>Name of a type that is none of <see cref="ValueKind"/>.</summary>
    public string? ForeignType { get; init; }

    /// <summary>All constraints.</summary>
    public ImmutableArray<RouteConstraint> Constraints { get; init; } = [];

    /// <summary>Whether the route works without it.</summary>
    public bool Optional { get; init; }

    /// <summary>Known good values, best first.</summary>
    public ImmutableArray<string> Examples { get; init; } = [];

    /// <summary>Both together; <paramref name="other"/> has the better examples.</summary>
    public ParameterFacts With(ParameterFacts other) => this with
    {
        Kind = Kind == ValueKind.Unknown ? other.Kind : Kind,
        ForeignType = other.Kind == ValueKind.Unknown ? ForeignType : null,
        Constraints = Constraints.AddRange(other.Constraints),
        Examples = [.. other.Examples.Concat(Examples).Distinct(StringComparer.Ordinal)],
    };
}

/// <summary>What kind of value a parameter takes.</summary>
internal enum ValueKind
{
    /// <summary>Nothing is said.</summary>
    Unknown,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Whole number.</summary>
    Integer,

    /// <summary>Number.</summary>
    Number,

    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>GUID.</summary>
    Guid,

    /// <summary>Day.</summary>
    Date,

    /// <summary>Day and time.</summary>
    DateTime,

    /// <summary>Time of a day, or a duration.</summary>
    Time,
}

/// <summary>Recognises kinds of values.</summary>
internal static class ValueKinds
{
    // Found inside names such as System.Nullable`1[[System.Int32, …]] and System.String[] too; the longer names stand first.
    private static readonly (string Name, ValueKind Kind)[] ByTypeName =
    [
        ("System.DateOnly", ValueKind.Date), ("System.DateTimeOffset", ValueKind.DateTime), ("System.DateTime", ValueKind.DateTime),
        ("System.TimeOnly", ValueKind.Time), ("System.TimeSpan", ValueKind.Time), ("System.Guid", ValueKind.Guid), ("System.Boolean", ValueKind.Boolean),
        ("System.Int", ValueKind.Integer), ("System.UInt", ValueKind.Integer), ("System.Byte", ValueKind.Integer), ("System.SByte", ValueKind.Integer),
        ("System.Decimal", ValueKind.Number), ("System.Double", ValueKind.Number), ("System.Single", ValueKind.Number),
        ("System.String", ValueKind.Text), ("System.Char", ValueKind.Text),
    ];

    /// <summary>Kind by the name of a CLR type.</summary>
    public static ValueKind OfType(string? type)
    {
        foreach (var (name, kind) in ByTypeName)
            if (type?.Contains(name, StringComparison.Ordinal) == true) return kind;
        return ValueKind.Unknown;
    }

    /// <summary>Kind by a route constraint.</summary>
    public static ValueKind OfConstraint(string name) => name switch
    {
        "int" or "long" or "min" or "max" or "range" => ValueKind.Integer,
        "decimal" or "double" or "float" => ValueKind.Number,
        "bool" => ValueKind.Boolean,
        "guid" => ValueKind.Guid,
        "datetime" => ValueKind.DateTime,
        "alpha" or "length" or "minlength" or "maxlength" or "regex" => ValueKind.Text,
        _ => ValueKind.Unknown,
    };
}
