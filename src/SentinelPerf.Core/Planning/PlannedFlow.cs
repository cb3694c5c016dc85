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

/// <summary>Where in an answer a value stands.</summary>
public enum ExtractionSource
{
    /// <summary>At a JSON path of the body.</summary>
    JsonPath,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>In a cookie that the answer sets.</summary>
    Cookie,

    /// <summary>In the body: the first group of a regular expression, or the whole match when it has none.</summary>
    Regex,
}

/// <summary>A value to take from an answer.</summary>
/// <param name="Name">Later steps write it as <c>{name}</c>.</param>
/// <param name="Source">Where it stands.</param>
/// <param name="Expression">JSON path, header name, cookie name or regular expression.</param>
public sealed record Extraction(string Name, ExtractionSource Source, string Expression);
