using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Diagnostics;
using SentinelPerf.Measurement;
using SentinelPerf.Traffic;

namespace SentinelPerf.Configuration;

/// <summary>What the user said of the traffic, in short, as <c>validate --effective</c> shows it. Bodies and headers are not shown.</summary>
internal static class TrafficText
{
    private const int MostValues = 5;

    /// <summary>The requests; null when there are none.</summary>
    public static string? Requests(SentinelOptions options) =>
        options.Traffic.Requests.IsEmpty ? null : string.Join(", ", options.Traffic.Requests.Select(Text));

    /// <summary>The flows; null when there are none.</summary>
    public static string? Flows(SentinelOptions options) =>
        options.Traffic.Flows.IsEmpty ? null : string.Join(", ", options.Traffic.Flows.Select(f => $"{f.Name}: {string.Join(" › ", f.Steps.Select(Text))}"));

    private static string Text(TrafficStep step) =>
        Text(step.Request) + (step.Extract.IsEmpty ? "" : $" → {string.Join(", ", step.Extract.Select(e => e.Name))}")
        + (step.Think > TimeSpan.Zero ? $" ({DurationText.Format(step.Think)})" : "");

    private static string Text(TrafficRequest request)
    {
        ImmutableArray<string> details =
        [
            .. request.Values.Select(v => $"{v.Key}: {Values(v.Key, v.Value)}"),
            .. request.Generated.Select(g => $"{g.Key}: {g.Value.Description}"),
            .. request.Columns.Select(c => $"{c.Key}: {c.Value}"),
            .. Checks(request).Take(1).Select(_ => "checks " + string.Join(" and ", Checks(request))),
        ];
        return $"{request.Method} {request.Path}" + (details.IsEmpty ? "" : $" ({string.Join("; ", details)})");
    }

    private static string Values(string name, ImmutableArray<string> values) =>
        SecretMask.LooksSecret(name) ? SecretMask.Replacement
        : values.Length <= MostValues ? string.Join(", ", values)
        : string.Create(CultureInfo.InvariantCulture, $"{values[0]} … {values[^1]}, {values.Length} values");

    private static IEnumerable<string> Checks(TrafficRequest request)
    {
        var checks = request.Checks;
        if (!request.SuccessStatuses.IsEmpty) yield return "status " + string.Join(", ", request.SuccessStatuses.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        foreach (var header in checks.Headers) yield return "header " + Expected(header);
        foreach (var path in checks.JsonPaths) yield return Expected(path);
        if (checks.SmallestBytes is { } least) yield return string.Create(CultureInfo.InvariantCulture, $"size from {least}");
        if (checks.LargestBytes is { } most) yield return string.Create(CultureInfo.InvariantCulture, $"size up to {most}");
        if (checks.LongestTime is { } time) yield return $"time up to {DurationText.Format(time)}";
    }

    private static string Expected(ExpectedValue expected) =>
        expected.Place + (expected.Value is null ? "" : $" = {(SecretMask.LooksSecret(expected.Place) ? SecretMask.Replacement : expected.Value)}");
}
