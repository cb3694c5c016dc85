using Xunit;
using Xunit.v3;

namespace SentinelPerf.Testing.Iterations;

/// <summary>What a test is called in reports.</summary>
internal static class TestName
{
    /// <summary><c>OrdersPerf.Reading_an_order</c>.</summary>
    public static string Of(IXunitTestMethod method) => $"{method.TestClass.TestClassSimpleName}.{method.MethodName}";

    /// <summary>That of the running test; null outside of one.</summary>
    public static string? Current() => TestContext.Current.TestMethod is IXunitTestMethod method ? Of(method) : null;
}
