namespace SentinelPerf.Diagnosis.Causes;

/// <summary>Requests wait for a connection of a pool (database, HttpClient) that is used up. A pool with idle connections is not.</summary>
internal sealed class ConnectionPoolExhaustion : ICauseRule
{
    public string Cause => CauseIds.ConnectionPoolExhaustion;

    public IEnumerable<Indication> Assess(FactSheet facts) =>
        facts is { PoolPending: null, OutboundQueueTime: null }
            ? [new Indication(null, -1, 1)]
            :
            [
                .. Ramp.Of(facts.PoolPending, 4, f => Ramp.Signed(f.AtBreak, 0, 0.5, 3), "waiting"),
                .. Ramp.Of(facts.OutboundQueueTime, 4, f => facts.ServerDuration is { AtBreak: > 0 } server ? Ramp.Signed(f.AtBreak / server.AtBreak, 0.02, 0.15, 0.3) : 0, "waiting"),
                .. Ramp.Of(facts.PoolIdle, 3, f => -Ramp.Up(f.AtBreak, 1, 3)),
            ];
}
