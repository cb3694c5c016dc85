namespace SentinelPerf.Reporting;

/// <summary>
/// A route in the trial that stands for the capacity: the confirming PASS, else the highest PASS, else the lowest FAIL.
/// </summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path template.</param>
/// <param name="Requests">Scored requests in that trial.</param>
/// <param name="ErrorRate">Errors / n, 0–1; null without a request.</param>
/// <param name="P50Milliseconds">Median response time.</param>
/// <param name="P99Milliseconds">99th percentile of the response time.</param>
/// <param name="BrokeAt">Lowest offered rate of a failed trial in which this route itself missed the objective; null when it never did.</param>
public sealed record RouteSummary(
    string Method, string Path, long Requests, double? ErrorRate, double? P50Milliseconds, double? P99Milliseconds, double? BrokeAt);

/// <summary>Errors of one kind.</summary>
/// <param name="Kind"><c>http-503</c>, <c>timeout</c>, <c>refused</c>, <c>reset</c>, <c>tls</c>, <c>protocol</c>, <c>check</c>, <c>no-address</c>.</param>
/// <param name="Count">How many, over all trials.</param>
/// <param name="First">One line about the first of them.</param>
public sealed record ErrorSummary(string Kind, long Count, string First);

/// <summary>A route that was left out.</summary>
public sealed record OmittedRouteSummary(string Method, string Path, string Reason);

/// <summary>One thing that happened.</summary>
/// <param name="AtSeconds">On the run's clock.</param>
/// <param name="Offered">Offered rate then; null when none.</param>
/// <param name="Event">Short stable name.</param>
/// <param name="Detail">One line.</param>
public sealed record TimelineSummary(double AtSeconds, double? Offered, string Event, string Detail);
