using SentinelPerf.Testing.Iterations;
using Xunit.Sdk;
using Xunit.v3;

namespace SentinelPerf.Testing.Sdk;

/// <summary>Makes a test case of a method marked with <see cref="PerfBreakingPointAttribute"/>; of one with a wrong shape a case that fails and says the right ones.</summary>
public sealed class PerfTestCaseDiscoverer : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute)
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        var alone = Alone(testMethod);
        var details = TestIntrospectionHelper.GetTestCaseDetails(discoveryOptions, alone, factAttribute, testMethodArguments: null, timeout: null, baseDisplayName: null, label: null);
        IXunitTestCase testCase = IterationShape.Problem(testMethod.Method) is { } problem
            ? new ExecutionErrorTestCase(details.ResolvedTestMethod, details.TestCaseDisplayName, details.UniqueID, details.SourceFilePath, details.SourceLineNumber, problem)
            : new PerfTestCase(
                details.ResolvedTestMethod, details.TestCaseDisplayName, details.UniqueID, details.Explicit, details.SkipExceptions, details.SkipReason, details.SkipType, details.SkipUnless,
                details.SkipWhen, alone.Traits.ToDictionary(t => t.Key, t => t.Value.ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase),
                details.SourceFilePath, details.SourceLineNumber, details.Timeout);
        return new([testCase]);
    }

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
}
