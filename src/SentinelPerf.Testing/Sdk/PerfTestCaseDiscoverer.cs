using System.Globalization;
using SentinelPerf.Diagnostics;
using SentinelPerf.Testing.Iterations;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace SentinelPerf.Testing.Sdk;

/// <summary>
/// Makes a test case of a method marked with <see cref="PerfBreakingPointAttribute"/>, or one of each of its data rows; of misuse a case that fails
/// and says what is valid.
/// </summary>
public sealed class PerfTestCaseDiscoverer : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        var alone = Alone(testMethod);
        if (IterationShape.Problem(testMethod.Method, testMethod.DataAttributes.Count > 0) is { } problem) return [Failing(discoveryOptions, alone, factAttribute, problem)];
        if (testMethod.DataAttributes.Count == 0)
        {
            var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, alone, factAttribute, testMethodArguments: null, timeout: null, baseDisplayName: null, label: null);
            return
            [
                new PerfTestCase(
                    details.ResolvedTestMethod, details.TestCaseDisplayName, details.UniqueID, details.Explicit, details.SkipExceptions, details.SkipReason, details.SkipType, details.SkipUnless,
                    details.SkipWhen, Copy(alone.Traits), row: null, details.SourceFilePath, details.SourceLineNumber, details.Timeout),
            ];
        }
        var cases = new List<IXunitTestCase>();
        await using var tracker = new DisposalTracker();
        foreach (var data in testMethod.DataAttributes)
            foreach (var row in await data.GetData(testMethod.Method, tracker) ?? [])
                cases.Add(OfRow(discoveryOptions, alone, factAttribute, row));
        if (cases.Count > 0) return cases;
        return [Failing(discoveryOptions, alone, factAttribute, Problem.Error(DiagnosticCodes.IterationData, $"[PerfBreakingPoint] {testMethod.MethodName} has no data: its data attributes gave no row."))];
    }

    private static PerfTestCase OfRow(ITestFrameworkDiscoveryOptions options, IXunitTestMethod method, IFactAttribute fact, ITheoryDataRow row)
    {
        var values = row.GetData();
        if (IterationShape.Problem(method.Method, values) is { } misfit) return Failing(options, method, fact, misfit, values);
        if (Array.Find(values, v => !SerializationHelper.Instance.IsSerializable(v)) is { } value)
        {
            return Failing(options, method, fact, Problem.Error(DiagnosticCodes.IterationData,
                $"[PerfBreakingPoint] {method.MethodName}: a data row holds a {value.GetType().Name}, which xUnit cannot serialize. Valid: strings, numbers, dates, enums and the like, and IXunitSerializable; pass a key and look the rest up in the method."));
        }
        var details = TestIntrospectionHelper.GetTestCaseDetailsForTheoryDataRow(options, method, new RowOf(fact), row, values);

        // xUnit's own display name counts values against all parameters, and the first of them are not from the row.
        var plain = TestIntrospectionHelper.GetTestCaseDetails(options, method, fact, testMethodArguments: null, timeout: null, baseDisplayName: row.TestDisplayName, label: null);
        var rowName = row.Label is { } label ? $" [{label}]" : RowName(method, values);
        return new PerfTestCase(
            details.ResolvedTestMethod, plain.TestCaseDisplayName + rowName, details.UniqueID, details.Explicit, details.SkipExceptions, details.SkipReason, details.SkipType, details.SkipUnless,
            details.SkipWhen, TestIntrospectionHelper.GetTraits(method, row), values, details.SourceFilePath, details.SourceLineNumber, details.Timeout);
    }

    internal static string RowName(IXunitTestMethod method, object?[] values) =>
        $"({string.Join(", ", IterationShape.DataParameters(method.Method).Zip(values, (p, v) => $"{p.Name}: {Text(v)}"))})";

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A case like the others, with their trait, so that a filter for performance tests does not lose it; it fails instead of measuring.</summary>
    private static PerfTestCase Failing(ITestFrameworkDiscoveryOptions options, IXunitTestMethod method, IFactAttribute fact, Problem problem, object?[]? row = null)
    {
        var details = TestIntrospectionHelper.GetTestCaseDetails(options, method, fact, row, timeout: null, baseDisplayName: null, label: null);
        return new PerfTestCase(
            details.ResolvedTestMethod, details.TestCaseDisplayName, details.UniqueID, details.Explicit, details.SkipExceptions, details.SkipReason, details.SkipType, details.SkipUnless,
            details.SkipWhen, Copy(method.Traits), row: null, details.SourceFilePath, details.SourceLineNumber, details.Timeout) { Misuse = $"{problem.Code}: {problem.Message}" };
    }

    private static Dictionary<string, HashSet<string>> Copy(IReadOnlyDictionary<string, IReadOnlyCollection<string>> traits) =>
        traits.ToDictionary(t => t.Key, t => t.Value.ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The same method in a collection of its own that runs after, and never beside, the others: xUnit runs collections without parallelism one after
    /// another at the end. Fixtures of the method's collection come along.
    /// </summary>
    private static IXunitTestMethod Alone(IXunitTestMethod method)
    {
        var collection = method.TestClass.TestCollection;
        if (collection.DisableParallelization) return method;
        var alone = new XunitTestCollection(
            collection.TestAssembly, collection.CollectionDefinition, disableParallelization: true, $"{collection.TestCollectionDisplayName} ({PerfBreakingPointAttribute.Category})");
        return new XunitTestMethod(new XunitTestClass(method.TestClass.Class, alone), method.Method, []);
    }

    /// <summary>The attribute as xUnit's helper for data rows wants it.</summary>
    private sealed class RowOf(IFactAttribute fact) : ITheoryAttribute
    {
        public bool DisableDiscoveryEnumeration => false;

        public bool SkipTestWithoutData => false;

        public string? DisplayName => fact.DisplayName;

        public bool Explicit => fact.Explicit;

        public string? Skip => fact.Skip;

        public Type[]? SkipExceptions => fact.SkipExceptions;

        public Type? SkipType => fact.SkipType;

        public string? SkipUnless => fact.SkipUnless;

        public string? SkipWhen => fact.SkipWhen;

        public string? SourceFilePath => fact.SourceFilePath;

        public int? SourceLineNumber => fact.SourceLineNumber;

        public int Timeout => fact.Timeout;
    }
}
