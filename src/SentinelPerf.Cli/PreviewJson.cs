using System.Text;
using System.Text.Json;
using SentinelPerf.Configuration;
using SentinelPerf.Pipeline;
using SentinelPerf.Planning;

namespace SentinelPerf.Cli;

/// <summary>The plan of a dry run, for machines: names as in <c>summary.json</c>.</summary>
internal static class PreviewJson
{
    /// <summary>Writes a plan.</summary>
    public static string Write(RunPreview preview, SentinelOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartObject("target");
            json.WriteString("kind", preview.Target.Kind.ToString().ToLowerInvariant());
            json.WriteString("name", preview.Target.Name);
            json.WriteString("url", preview.Target.Url);
            json.WriteEndObject();
            WriteRequests(json, preview);
            json.WriteStartArray("omittedRoutes");
            foreach (var omitted in preview.Plan.Omitted)
            {
                json.WriteStartObject();
                json.WriteString("method", omitted.Method);
                json.WriteString("path", omitted.Path);
                json.WriteString("reason", omitted.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("budgetSeconds", options.Load.Budget.TotalSeconds);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteRequests(Utf8JsonWriter json, RunPreview preview)
    {
        var plan = preview.Plan;
        var total = plan.Requests.Sum(r => r.Weight) + plan.Flows.Sum(f => f.Weight);
        json.WriteStartArray("requests");
        foreach (var request in plan.Requests.Where(r => r.Weight > 0)) WriteRequest(json, request, request.Weight / total);
        json.WriteEndArray();
        json.WriteStartArray("flows");
        foreach (var flow in plan.Flows)
        {
            json.WriteStartObject();
            json.WriteString("name", flow.Name);
            json.WriteNumber("share", flow.Weight / total);
            json.WriteStartArray("steps");
            foreach (var step in flow.Steps) WriteRequest(json, plan.Requests[step.Request], null, step);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRequest(Utf8JsonWriter json, PlannedRequest request, double? share, PlannedStep? step = null)
    {
        json.WriteStartObject();
        json.WriteString("method", request.Method);
        json.WriteString("path", request.Path);
        if (share is { } known) json.WriteNumber("share", known);
        WriteTexts(json, "urls", request.Urls);
        WriteTexts(json, "filledFrom", request.Template?.Sources ?? []);
        json.WriteBoolean("checked", !request.SuccessStatuses.IsEmpty || !request.Checks.IsEmpty);
        if (step is not null)
        {
            WriteTexts(json, "extract", step.Extract.Select(e => e.Name));
            json.WriteNumber("thinkSeconds", step.Think.TotalSeconds);
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
