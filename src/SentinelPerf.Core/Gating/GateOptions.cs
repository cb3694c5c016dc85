using SentinelPerf.Diagnostics;

namespace SentinelPerf.Gating;

/// <summary>What an inconclusive run does to a build.</summary>
public enum OnInconclusive
{
    /// <summary>Fails it.</summary>
    Fail,

    /// <summary>Warns.</summary>
    Warn,
}

/// <summary>Limits that the user set.</summary>
public sealed record GateOptions
{
    /// <summary>Least capacity, requests/s; null: no such gate.</summary>
    public double? MinRatePerSecond { get; init; }

    /// <summary>What an inconclusive run does to a build; null: fail when a gate is set, else warn.</summary>
    public OnInconclusive? OnInconclusive { get; init; }

    /// <summary>Whether any gate is set.</summary>
    public bool AnySet => MinRatePerSecond is not null;

    /// <summary>Every problem of these options; empty when there is none.</summary>
    public IEnumerable<Problem> Validate()
    {
        if (MinRatePerSecond is { } rate && !(double.IsFinite(rate) && rate > 0))
            yield return Problem.Error(DiagnosticCodes.BadValue, FormattableString.Invariant($"gates.minRate is {rate}; valid: requests/s above 0"))
                with { Setting = "gates.minRate" };
    }
}
