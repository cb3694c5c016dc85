using System.ComponentModel;
using Xunit.Sdk;
using Xunit.v3;

namespace SentinelPerf.Testing.Sdk;

/// <summary>A test case that measures: it runs through its own runners, and not at all when <c>SENTINELPERF_TESTS</c> is <c>skip</c>.</summary>
public sealed class PerfTestCase : XunitTestCase, ISelfExecutingXunitTestCase
{
    internal const string SwitchVariable = "SENTINELPERF_TESTS";

    private string? _misuse;

    /// <summary>Only for xUnit, which reads the rest with <see cref="XunitTestCase.Deserialize"/>.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Called by the de-serializer; should only be called by deriving classes for de-serialization purposes")]
    public PerfTestCase() { }

    internal PerfTestCase(
        IXunitTestMethod testMethod, string displayName, string uniqueId, bool isExplicit, Type[]? skipExceptions, string? skipReason, Type? skipType, string? skipUnless, string? skipWhen,
        Dictionary<string, HashSet<string>> traits, object?[]? row, string? sourceFilePath, int? sourceLineNumber, int timeout)
        : base(testMethod, displayName, uniqueId, isExplicit, skipExceptions, skipReason, skipType, skipUnless, skipWhen, traits, row, sourceFilePath, sourceLineNumber, timeout)
    {
    }

    /// <summary>The values of the data row; empty without one.</summary>
    internal object?[] Row => TestMethodArguments;

    /// <summary>The data row behind the method's name, such as <c>(path: "/orders/42")</c>; null without one.</summary>
    internal string? RowName => Row.Length == 0 ? null : PerfTestCaseDiscoverer.RowName(TestMethod, Row);

    /// <summary>Why the method or its data cannot be used; null: they can.</summary>
    internal string? Misuse { get => _misuse; init => _misuse = value; }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<IXunitTest>> CreateTests()
    {
        var off = SwitchedOff();

        // Placeholders: xUnit counts them against the parameters; the iterations get their own.
        var arguments = new object?[TestMethod.Parameters.Count];
        var test = new XunitTest(
            this, TestMethod, Explicit, off ?? SkipReason, off is null ? SkipType : null, off is null ? SkipUnless : null, off is null ? SkipWhen : null, TestCaseDisplayName, testIndex: 0,
            Traits.ToDictionary(t => t.Key, IReadOnlyCollection<string> (t) => t.Value, StringComparer.OrdinalIgnoreCase), Timeout, arguments);
        return new([test]);
    }

    /// <inheritdoc/>
    public async ValueTask<RunSummary> Run(
        ExplicitOption explicitOption, IMessageBus messageBus, object?[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        var tests = await aggregator.RunAsync(CreateTests, []);
        return await PerfTestCaseRunner.Runner.Run(
            this, tests, messageBus, aggregator, cancellationTokenSource, TestCaseDisplayName, SwitchedOff() ?? SkipReason, explicitOption, constructorArguments);
    }

    /// <inheritdoc/>
    protected override void Serialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        base.Serialize(info);
        info.AddValue(nameof(Misuse), Misuse);
    }

    /// <inheritdoc/>
    protected override void Deserialize(IXunitSerializationInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        base.Deserialize(info);
        _misuse = info.GetValue<string>(nameof(Misuse));
    }

    private static string? SwitchedOff() =>
        string.Equals(Environment.GetEnvironmentVariable(SwitchVariable), "skip", StringComparison.OrdinalIgnoreCase)
            ? $"the environment variable {SwitchVariable} is 'skip': performance tests are switched off here"
            : null;
}
