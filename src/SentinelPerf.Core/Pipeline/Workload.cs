using SentinelPerf.Load;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;
using SentinelPerf.Targets;

namespace SentinelPerf.Pipeline;

/// <summary>What a run drives in place of the requests that it would plan from the target's routes, such as the body of a test method.</summary>
/// <param name="Plan">Names what is driven; nothing else is read of it but names and weights.</param>
/// <param name="Connect">Makes the sender for an address of the target and the way that requests reach it; called again when a restarted target answers elsewhere.</param>
/// <param name="Unit">What one call of the sender counts as.</param>
public sealed record Workload(LoadPlan Plan, Func<Uri, TargetAccess, IRequestSender> Connect, RateUnit Unit);
