namespace SentinelPerf.Diagnosis.Causes;

/// <summary>
/// Requests begin to fail by exceptions under load: exceptions per request rise many times, and server errors (other than 503) are what is bad.
/// Exceptions that a target throws at any load are its habit, not the cause.
/// </summary>
internal sealed class ExceptionOnset : ICauseRule
{
    public string Cause => CauseIds.ExceptionOnset;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
    [
        .. Ramp.Of(facts.ServerErrorShare, 2.5, f => Ramp.Signed(f.AtBreak, 0.02, 0.2, 0.6)),
        .. Ramp.Of(facts.ExceptionsPerRequest, 2, f => Thrown(f) is > 0 and var t ? t : f.AtBreak < 0.005 ? -1 : 0),
    ];

    /// <summary>Exceptions per request: some in a hundred, and five times the healthy figure.</summary>
    public static double Thrown(Fact perRequest) =>
        Math.Min(Ramp.Up(perRequest.AtBreak, 0.005, 0.03), Ramp.Up(perRequest.Ratio(0.002) ?? 5, 2, 5));
}
