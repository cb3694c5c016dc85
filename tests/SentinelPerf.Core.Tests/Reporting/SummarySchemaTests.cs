using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

/// <summary>Holds summary.schema.json and the records that are written together.</summary>
public sealed class SummarySchemaTests
{
    public static TheoryData<string> Runs => SampleRuns.Names;

    [Theory]
    [MemberData(nameof(Runs))]
    public void Schema_SummaryOfARun_IsValid(string name) =>
        SchemaValidator.Validate(Written(SampleRuns.All[name]), Schema()).ShouldBeEmpty();

    [Theory]
    [InlineData("""{"verdict": "passed"}""", "verdict")]
    [InlineData("""{"extra": 1}""", "extra")]
    [InlineData("""{"exitCode": 1.5}""", "exitCode")]
    [InlineData("""{"breakingPoint": {"status": "found"}}""", "rate")]
    [InlineData("""{"tests": [{"name": "search", "verdict": "pass", "trials": [{"phase": "warmUp"}]}]}""", "phase")]
    public void Schema_ChangedSummary_IsInvalid(string change, string where)
    {
        var summary = Written(SampleRuns.Found());
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject()) summary[name] = value?.DeepClone();

        SchemaValidator.Validate(summary, Schema()).ShouldContain(e => e.Contains(where));
    }

    [Fact]
    public void Schema_EveryProperty_StandsInTheRecordsAndBack()
    {
        var differences = new List<string>();
        Compare(typeof(RunSummary), Schema(), "$", differences);
        differences.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Missing_EveryNull_HasItsReason(string name)
    {
        var nulls = new HashSet<string>();
        MissingFigures.Collect(Written(SampleRuns.All[name]), "", nulls);
        nulls.ExceptWith(MissingFigures.NullMeansNone);
        var summary = SummaryMapper.Map(SampleRuns.All[name], new("report.md", []));

        nulls.Except(summary.Diagnosis.Missing.Select(m => m.Signal)).ShouldBeEmpty();
        summary.Diagnosis.Missing.ShouldAllBe(m => m.Reason.Length > 0);
    }

    private static void Compare(Type type, JsonObject schema, string path, List<string> differences)
    {
        var info = SummaryJson.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable) Compare(type.GetGenericArguments()[0], schema["items"]!.AsObject(), path + "[]", differences);
        if (info.Kind != JsonTypeInfoKind.Object || Types(schema) is ["null"] || typeof(JsonNode).IsAssignableFrom(type)) return;

        var properties = schema["properties"]!.AsObject();
        var names = info.Properties.Select(p => p.Name).ToArray();
        differences.AddRange(names.Except(properties.Select(p => p.Key)).Select(n => $"{path}.{n} is not in the schema"));
        differences.AddRange(properties.Select(p => p.Key).Except(names).Select(n => $"{path}.{n} is not in the records"));
        if (!schema["required"]!.AsArray().Select(r => r!.GetValue<string>()).SequenceEqual(properties.Select(p => p.Key))) differences.Add($"{path}: not every property is required");
        if (schema["additionalProperties"]?.GetValueKind() != JsonValueKind.False) differences.Add($"{path} allows additional properties");
        foreach (var property in info.Properties)
        {
            if (properties[property.Name] is not JsonObject inner) continue;
            if (MayBeNull(property) != Types(inner).Contains("null")) differences.Add($"{path}.{property.Name}: null is allowed on one side only");
            var inside = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (!inner.ContainsKey("enum") && inside.IsEnum) differences.Add($"{path}.{property.Name} has no enum");
            if (inside.IsEnum) Enums(inside, inner, $"{path}.{property.Name}", differences);
            Compare(inside, inner, $"{path}.{property.Name}", differences);
        }
    }

    private static void Enums(Type type, JsonObject schema, string path, List<string> differences)
    {
        var names = Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName).ToHashSet();
        var listed = schema["enum"]!.AsArray().Select(v => v!.GetValue<string>()).ToHashSet();
        // A gate has three values; only a run can end in error.
        if (path == "$.gates[].verdict") names.Remove("error");
        if (!names.SetEquals(listed)) differences.Add($"{path}: {string.Join(", ", listed)} instead of {string.Join(", ", names)}");
    }

    private static bool MayBeNull(JsonPropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) is not null || (!property.PropertyType.IsValueType && property.IsGetNullable);

    private static string[] Types(JsonObject schema) =>
        schema["type"] is JsonArray several ? [.. several.Select(t => t!.GetValue<string>())] : [schema["type"]!.GetValue<string>()];

    private static JsonNode Written(RunRecord run) => JsonNode.Parse(SummaryWriter.ToUtf8(SummaryMapper.Map(run, new("report.md", ["capacity.svg"]))))!;

    private static JsonObject Schema() => JsonNode.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "summary.schema.json")))!.AsObject();
}
