// What a plan says of answers, it says in the words of the traffic that it is made from.
global using ExpectedValue = SentinelPerf.Traffic.ExpectedValue;
global using Extraction = SentinelPerf.Traffic.Extraction;
global using ExtractionSource = SentinelPerf.Traffic.ExtractionSource;
global using ResponseChecks = SentinelPerf.Traffic.ResponseChecks;
using System.Collections.Immutable;

namespace SentinelPerf.Planning;

/// <summary>What a user does in one session, one request after the other; the session ends early when a request does not succeed.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Weight">Share in the mix, relative to the other flows and the requests that stand alone, &gt; 0.</param>
/// <param name="Steps">At least one.</param>
public sealed record PlannedFlow(string Name, double Weight, ImmutableArray<PlannedStep> Steps);

/// <summary>One request of a flow.</summary>
/// <param name="Request">Index into the plan's requests; such a request has weight 0, for it is sent by its flow only.</param>
/// <param name="Extract">What later steps need of its answer.</param>
/// <param name="Think">How long the user waits after the answer before the next step.</param>
public sealed record PlannedStep(int Request, ImmutableArray<Extraction> Extract, TimeSpan Think);
