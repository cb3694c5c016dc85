using System.Collections.Immutable;
using SentinelPerf.Diagnosis.Causes;

namespace SentinelPerf.Diagnosis;

/// <summary>Gives facts their evidence ids: E1, E2, … in the order in which they are first cited; the same fact keeps its id.</summary>
internal sealed class EvidenceLedger
{
    private readonly List<Evidence> _entries = [];
    private readonly Dictionary<(string, string?), string> _ids = [];

    /// <summary>All entries, by id.</summary>
    public ImmutableArray<Evidence> Entries => [.. _entries];

    /// <summary>Id of a fact.</summary>
    public string Cite(Fact fact)
    {
        if (_ids.TryGetValue((fact.Signal, fact.Where), out var id)) return id;
        id = FormattableString.Invariant($"E{_entries.Count + 1}");
        _ids.Add((fact.Signal, fact.Where), id);
        _entries.Add(new Evidence(id, fact.Signal, fact.Unit, Rounded(fact.Healthy), Rounded(fact.AtBreak), Rounded(fact.ChangedAt?.TotalSeconds), fact.Where));
        return id;
    }

    /// <summary>Ids of the facts behind indications; those that rest on no figure are left out.</summary>
    public ImmutableArray<string> Cite(IEnumerable<Indication> indications) =>
        [.. indications.Where(i => i.Fact is not null).Select(i => Cite(i.Fact!)).Distinct()];

    /// <summary>Four significant digits: more would claim a precision that no signal here has.</summary>
    internal static double? Rounded(double? value)
    {
        if (value is not { } v || v == 0 || !double.IsFinite(v)) return value;
        var digits = 3 - (int)Math.Floor(Math.Log10(Math.Abs(v)));
        return digits >= 0 ? Math.Round(v, Math.Min(digits, 15)) : Math.Round(v);
    }
}
