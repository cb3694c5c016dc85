namespace SentinelPerf.Measurement;

/// <summary>What a run counts per second: every rate of its reports is in this unit.</summary>
/// <param name="Name">In full, as in <c>summary.json</c>: <c>requests/s</c>.</param>
/// <param name="Symbol">Behind a number in a sentence: <c>req/s</c>.</param>
public sealed record RateUnit(string Name, string Symbol)
{
    /// <summary>Requests to the target.</summary>
    public static RateUnit Requests { get; } = new("requests/s", "req/s");

    /// <summary>Calls of a test method, each of which may send any number of requests.</summary>
    public static RateUnit Iterations { get; } = new("iterations/s", "iterations/s");

    /// <summary>Sessions of a plan with flows; a request that stands alone is a session of one.</summary>
    public static RateUnit Sessions { get; } = new("sessions/s", "sessions/s");

    /// <inheritdoc/>
    public override string ToString() => Symbol;
}
