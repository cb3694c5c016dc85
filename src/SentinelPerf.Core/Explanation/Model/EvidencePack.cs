using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using SentinelPerf.Detection;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>
/// The facts of a run as compact JSON of bounded size: all that a model is told. Figures carry their units and their change in words, so that a
/// small model need not compute. JSON strings quote what comes from the target; the default encoder leaves no bracket of a frame in them.
/// </summary>
internal static class EvidencePack
{
    /// <summary>Longest pack, characters: about 4,000 tokens.</summary>
    public const int Longest = 12_000;

    private const int MostEvidence = 24;
    private const int MostCauses = 5;
    private const int MostRoutes = 8;

    /// <summary>Writes the pack of an input that <see cref="QuotedData"/> cleaned.</summary>
    public static string Write(ExplanationInput input)
    {
        for (var most = MostEvidence; ; most /= 2)
            if (Write(input, most) is { Length: <= Longest } pack || most <= 3 && (pack = Write(input, 3)).Length > 0) return pack;
    }

    private static string Write(ExplanationInput input, int mostEvidence)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Broke(json, input);
            Cause(json, input.Diagnosis);
            Evidence(json, input.Diagnosis, mostEvidence);
            Remedies(json, input.Diagnosis.Cause ?? CauseIds.Unknown);
            Strings(json, "lastLinesOfTheTarget", input.LastLines);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Broke(Utf8JsonWriter json, ExplanationInput input)
    {
        var point = input.Search.BreakingPoint;
        json.WriteStartObject("run");
        json.WriteString("status", point.Status.ToString());
        if (point.RatePerSecond is { } rate) json.WriteString("capacity", Quantity.Format(rate, "1/s"));
        if (input.Search.LatencyLimit > TimeSpan.Zero) json.WriteString("latencyLimit", Quantity.Format(input.Search.LatencyLimit.TotalMilliseconds, "ms"));
        json.WriteString("recovery", point.Recovery.ToString());
        Strings(json, "routes", [.. input.Plan.Requests.Take(MostRoutes).Select(r => r.Name)]);
        if (point.FirstViolation is { } v)
        {
            var unit = v.Kind == ViolationKind.Latency ? "ms" : "1";
            json.WriteStartObject("firstViolation");
            json.WriteString("kind", v.Kind.ToString());
            json.WriteString("observed", Quantity.Format(v.Observed, unit));
            json.WriteString("limit", Quantity.Format(v.Limit, unit));
            json.WriteString("offered", Quantity.Format(v.OfferedPerSecond, "1/s"));
            json.WriteString("at", Quantity.Format(v.At.TotalSeconds, "s"));
            if (v.Route is { } route && route >= 0 && route < input.Plan.Requests.Length) json.WriteString("route", input.Plan.Requests[route].Name);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Cause(Utf8JsonWriter json, DiagnosisResult diagnosis)
    {
        json.WriteString("cause", diagnosis.Cause);
        json.WriteString("mechanism", CauseCatalogue.Of(diagnosis.Cause ?? CauseIds.Unknown).Mechanism);
        if (diagnosis.Metastable) json.WriteBoolean("outlivedTheLoad", true);
        json.WriteStartArray("ranked");
        foreach (var cause in diagnosis.Ranked.Take(MostCauses))
        {
            json.WriteStartObject();
            json.WriteString("cause", cause.Cause);
            json.WriteNumber("score", cause.Confidence);
            Strings(json, "for", cause.Evidence);
            Strings(json, "against", cause.Contradictions);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The cause's own evidence first, then by time, so that what is cut is what matters least.</summary>
    private static void Evidence(Utf8JsonWriter json, DiagnosisResult diagnosis, int most)
    {
        var own = diagnosis.Ranked is [var first, ..] ? first.Evidence : [];
        json.WriteStartArray("evidence");
        foreach (var e in diagnosis.Evidence.OrderBy(e => own.Contains(e.Id) ? 0 : 1).Take(most))
        {
            json.WriteStartObject();
            json.WriteString("id", e.Id);
            json.WriteString("signal", e.Signal);
            json.WriteString("said", SignalPhrases.Say(e));
            if (e.Healthy is { } healthy) json.WriteString("healthy", Quantity.Format(healthy, e.Unit));
            if (e.AtBreak is { } atBreak) json.WriteString("atBreak", Quantity.Format(atBreak, e.Unit));
            if (e.AtSeconds is { } at) json.WriteString("changedAt", Quantity.Format(at, "s"));
            if (e.Where is { } where) json.WriteString("where", where);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Remedies(Utf8JsonWriter json, string cause)
    {
        json.WriteStartArray("remedies");
        foreach (var remedy in CauseCatalogue.Of(cause).Remedies)
        {
            json.WriteStartObject();
            json.WriteString("title", remedy.Title.Replace("{where}", "the route", StringComparison.Ordinal));
            json.WriteString("text", remedy.Text.Replace("{where}", "the route", StringComparison.Ordinal));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, ImmutableArray<string> items)
    {
        if (items.IsDefaultOrEmpty) return;
        json.WriteStartArray(name);
        foreach (var item in items) json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
