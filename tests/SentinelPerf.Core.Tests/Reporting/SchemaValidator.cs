using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SentinelPerf.Core.Tests.Reporting;

/// <summary>
/// The subset of JSON Schema 2020-12 that summary.schema.json uses. A keyword outside the subset is an error of the schema, not ignored:
/// else a constraint could stand there without being held.
/// </summary>
internal static class SchemaValidator
{
    /// <summary>Every violation, each with its path; empty: valid.</summary>
    public static List<string> Validate(JsonNode? value, JsonObject schema, string path = "$")
    {
        var errors = new List<string>();
        foreach (var (keyword, constraint) in schema)
            switch (keyword)
            {
                case "$schema" or "$id" or "title" or "description" or "required" or "additionalProperties": break;
                case "type": Type(value, constraint!, path, errors); break;
                case "enum" when !constraint!.AsArray().Any(v => JsonNode.DeepEquals(v, value)): errors.Add($"{path}: {value?.ToJsonString()} is none of {constraint.ToJsonString()}"); break;
                case "const" when !JsonNode.DeepEquals(constraint, value): errors.Add($"{path}: {value?.ToJsonString()} is not {constraint!.ToJsonString()}"); break;
                case "pattern" when value is JsonValue v && v.TryGetValue(out string? text) && !Regex.IsMatch(text, constraint!.GetValue<string>()): errors.Add($"{path}: '{text}' does not match {constraint}"); break;
                case "format" when value is JsonValue v && !v.TryGetValue(out DateTimeOffset _): errors.Add($"{path}: {v} is no date-time"); break;
                case "minimum" when Number(value) < Number(constraint): errors.Add($"{path}: {value} < {constraint}"); break;
                case "maximum" when Number(value) > Number(constraint): errors.Add($"{path}: {value} > {constraint}"); break;
                case "items" when value is JsonArray items:
                    for (var i = 0; i < items.Count; i++) errors.AddRange(Validate(items[i], constraint!.AsObject(), $"{path}[{i}]"));
                    break;
                case "properties" or "items" or "enum" or "const" or "pattern" or "format" or "minimum" or "maximum": break;
                default: errors.Add($"{path}: the schema's keyword '{keyword}' is outside the subset"); break;
            }

        if (value is JsonObject @object) Members(@object, schema, path, errors);
        return errors;
    }

    private static void Members(JsonObject value, JsonObject schema, string path, List<string> errors)
    {
        var known = schema["properties"]?.AsObject();
        foreach (var required in schema["required"]?.AsArray() ?? [])
            if (!value.ContainsKey(required!.GetValue<string>())) errors.Add($"{path}: '{required}' is missing");
        foreach (var (name, member) in value)
            if (known?[name] is JsonObject property) errors.AddRange(Validate(member, property, $"{path}.{name}"));
            else if (schema["additionalProperties"] is JsonObject map) errors.AddRange(Validate(member, map, $"{path}.{name}"));
            else errors.Add($"{path}: '{name}' does not stand in the schema");
    }

    private static void Type(JsonNode? value, JsonNode types, string path, List<string> errors)
    {
        var allowed = types is JsonArray several ? several.Select(t => t!.GetValue<string>()).ToArray() : [types.GetValue<string>()];
        var seen = value?.GetValueKind() switch
        {
            null or JsonValueKind.Null => "null",
            JsonValueKind.Object => "object",
            JsonValueKind.Array => "array",
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => Number(value) % 1 == 0 ? "integer" : "number",
        };
        if (!allowed.Contains(seen) && !(seen == "integer" && allowed.Contains("number"))) errors.Add($"{path}: {seen} instead of {string.Join(" or ", allowed)}");
    }

    private static double? Number(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number ? double.Parse(node.ToJsonString()) : null;
}
