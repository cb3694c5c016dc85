using SentinelPerf.Testing.Sdk;
using Xunit;
using Xunit.v3;

namespace SentinelPerf.Testing.Iterations;

/// <summary>What a test is called in reports.</summary>
internal static class TestName
{
    /// <summary><c>OrdersPerf.Reading_an_order</c>; with a data row <c>OrdersPerf.Reading(path: "/orders/42")</c>.</summary>
    public static string Of(IXunitTestCase testCase) =>
        $"{testCase.TestClass.TestClassSimpleName}.{testCase.TestMethod.MethodName}{(testCase as PerfTestCase)?.RowName}";

    /// <summary>That of the running test; null outside of one.</summary>
    public static string? Current() => TestContext.Current.TestCase is IXunitTestCase testCase ? Of(testCase) : null;
}
