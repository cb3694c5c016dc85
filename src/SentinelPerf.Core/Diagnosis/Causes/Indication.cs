namespace SentinelPerf.Diagnosis.Causes;

/// <summary>One fact's bearing on one cause.</summary>
/// <param name="Fact">The fact; null where the bearing rests on no figure (a process that ended).</param>
/// <param name="Strength">−1 contradicts fully … +1 supports fully.</param>
/// <param name="Weight">What full strength adds to the score.</param>
/// <param name="Group">Correlated signals share a group, and only the strongest of a group counts; null: counts alone.</param>
internal readonly record struct Indication(Fact? Fact, double Strength, double Weight, string? Group = null);

/// <summary>Turns a value into a strength by straight lines between named points.</summary>
internal static class Ramp
{
    /// <summary>0 up to <paramref name="none"/>, 1 from <paramref name="full"/> on.</summary>
    public static double Up(double value, double none, double full) => Math.Clamp((value - none) / (full - none), 0, 1);

    /// <summary>−1 up to <paramref name="against"/>, 0 at <paramref name="neutral"/>, 1 from <paramref name="full"/> on.</summary>
    public static double Signed(double value, double against, double neutral, double full) =>
        value >= neutral ? Up(value, neutral, full) : -Math.Clamp((neutral - value) / (neutral - against), 0, 1);

    /// <summary>An indication of a fact, none when it was not measured.</summary>
    public static IEnumerable<Indication> Of(Fact? fact, double weight, Func<Fact, double> strength, string? group = null)
    {
        if (fact is null) yield break;
        var value = strength(fact);
        if (value != 0 && double.IsFinite(value)) yield return new Indication(fact, Math.Clamp(value, -1, 1), weight, group);
    }
}
