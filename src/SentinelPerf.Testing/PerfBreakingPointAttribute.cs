using System.Runtime.CompilerServices;
using SentinelPerf.Testing.Sdk;
using Xunit;
using Xunit.v3;

namespace SentinelPerf.Testing;

/// <summary>
/// Marks a method whose body is one iteration: a request, or one user's flow. The framework calls it as an open-model schedule says, many at
/// a time, on the one instance of the test class, and finds the rate at which the target stops serving it well. An exception or a cancelled
/// iteration is an error. The test class needs a <see cref="PerfTarget{TEntryPoint}"/> as a fixture.
/// </summary>
/// <remarks>
/// The method is one of <c>Task M(HttpClient, CancellationToken)</c>, <c>Task M(HttpClient)</c>, <c>Task M(CancellationToken)</c>,
/// <c>Task M(PerfContext)</c>. Such tests carry the trait <c>Category=PerfBreakingPoint</c>, never run beside other tests of their assembly, and
/// are skipped when the environment variable <c>SENTINELPERF_TESTS</c> is <c>skip</c>.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(PerfTestCaseDiscoverer))]
public sealed class PerfBreakingPointAttribute : FactAttribute, ITraitAttribute
{
    /// <summary>Value of the trait <c>Category</c>.</summary>
    public const string Category = "PerfBreakingPoint";

    /// <summary>Marks an iteration.</summary>
    /// <param name="sourceFilePath">Filled by the compiler.</param>
    /// <param name="sourceLineNumber">Filled by the compiler.</param>
    public PerfBreakingPointAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
    }

    /// <summary>Gate: least capacity, iterations/s; 0 (default): no gate, and the test only measures.</summary>
    public double MinRate { get; set; }

    /// <summary>Limit on the time of an iteration at <see cref="Percentile"/>, such as <c>250ms</c>; default: derived from the healthy target.</summary>
    public string? Latency { get; set; }

    /// <summary>Percentile that <see cref="Latency"/> is for, 50–99.99; 0 (default): 99.</summary>
    public double Percentile { get; set; }

    /// <summary>Share of errors allowed, such as <c>1%</c>, which is the default.</summary>
    public string? Errors { get; set; }

    /// <summary>Wall time of the run, such as <c>60s</c>, at least 20 s; default 90 s.</summary>
    public string? Budget { get; set; }

    /// <summary>Never offer more, iterations/s; 0 (default): <see cref="PerfOptions.HighestRate"/>.</summary>
    public double MaxRate { get; set; }

    /// <summary>Environment profile of <c>sentinelperf.yaml</c>.</summary>
    public string? Profile { get; set; }

    /// <summary>Who explains: <c>auto</c> (default), <c>llm</c>, <c>rules</c>, <c>none</c>.</summary>
    public string? Explain { get; set; }

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(nameof(Category), Category)];

    internal PerfOptions ToOptions(string name) => new()
    {
        Name = name,
        MinRate = MinRate == 0 ? null : MinRate,
        Latency = Latency,
        Percentile = Percentile == 0 ? null : Percentile,
        Errors = Errors,
        Budget = Budget,
        MaxRate = MaxRate == 0 ? null : MaxRate,
        Profile = Profile,
        Explain = Explain,
    };
}
