using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using SentinelPerf.Detection;
using SentinelPerf.Explanation;
using SentinelPerf.Gating;
using SentinelPerf.Load;
using SentinelPerf.Targets;

namespace SentinelPerf.Reporting;

/// <summary>How the summary stands in JSON: camelCase, enums in kebab-case, null written out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(KebabCaseConverter<Verdict>), typeof(KebabCaseConverter<TargetKind>), typeof(KebabCaseConverter<SearchStatus>),
        typeof(KebabCaseConverter<ViolationKind>), typeof(KebabCaseConverter<RecoveryOutcome>), typeof(KebabCaseConverter<TrialPhase>),
        typeof(KebabCaseConverter<TrialOutcome>), typeof(KebabCaseConverter<Severity>),
    ])]
[JsonSerializable(typeof(RunSummary))]
internal sealed partial class SummaryJsonContext : JsonSerializerContext;

/// <summary>The one way that summaries are written and read.</summary>
internal static class SummaryJson
{
    /// <summary>The generated options with an encoder that leaves '≤' and '→' readable but still escapes what HTML would act on.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(SummaryJsonContext.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), NewLine = "\n" };

    /// <summary>The root, under <see cref="Options"/>.</summary>
    public static JsonTypeInfo<RunSummary> Root => (JsonTypeInfo<RunSummary>)Options.GetTypeInfo(typeof(RunSummary));
}

/// <summary>An enum as a kebab-case string: <c>NotReached</c> is <c>not-reached</c>.</summary>
internal sealed class KebabCaseConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
