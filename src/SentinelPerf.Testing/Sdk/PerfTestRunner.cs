using SentinelPerf.Diagnostics;
using SentinelPerf.Pipeline;
using SentinelPerf.Testing.Iterations;
using Xunit;
using Xunit.v3;

namespace SentinelPerf.Testing.Sdk;

/// <summary>Where xUnit would call the method once, finds its breaking point; all else (construction, disposal, timeout, output) stays xUnit's.</summary>
internal sealed class PerfTestRunner : XunitTestRunner
{
    public static PerfTestRunner Runner { get; } = new();

    protected override object? InvokeTestMethod(XunitTestRunnerContext ctxt, object? testClassInstance) => MeasureAsync(ctxt, testClassInstance);

    private static async Task MeasureAsync(XunitTestRunnerContext context, object? instance)
    {
        var method = context.Test.TestMethod;
        var testCase = (PerfTestCase)context.Test.TestCase;
        if (testCase.Misuse is { } misuse) throw new PerfBreakingPointException(misuse);
        var attribute = method.FactAttributes.OfType<PerfBreakingPointAttribute>().First();
        RunResult result;
        try
        {
            var target = await TargetAsync(context);
            result = await target.SearchAsync(
                seed => IterationShape.Bind(method.Method, instance, testCase.Row, seed), attribute.ToOptions(TestName.Of(testCase)), TestContext.Current.CancellationToken);
        }
        catch (SentinelException e)
        {
            throw new PerfBreakingPointException(TestVerdict.Failure(e));
        }
        Attach(result);
        var gates = result.Gates;
        foreach (var warning in TestVerdict.Warnings(result, gates)) TestContext.Current.AddWarning(warning);
        if (TestVerdict.Failure(result, gates) is { } failure) throw new PerfBreakingPointException(failure);
    }

    private static async Task<PerfTarget> TargetAsync(XunitTestRunnerContext context)
    {
        if (context.ConstructorArguments.OfType<PerfTarget>().FirstOrDefault() is { } argument) return argument;
        var testClass = context.Test.TestMethod.TestClass;
        var fixtures = testClass.ClassFixtureTypes.Concat(testClass.TestCollection.CollectionFixtureTypes).Concat(testClass.TestCollection.TestAssembly.AssemblyFixtureTypes);
        if (fixtures.FirstOrDefault(t => t.IsAssignableTo(typeof(PerfTarget))) is { } type && await TestContext.Current.GetFixture(type) is PerfTarget fixture) return fixture;
        throw new SentinelException(Problem.Error(DiagnosticCodes.IterationTarget,
            $"{testClass.TestClassName} has no target to load. Give it one as a fixture: public sealed class {testClass.TestClassSimpleName} : IClassFixture<PerfTarget<Program>>."));
    }

    /// <summary>A test's attachments are found where its results are, also after the folder of the reports is gone.</summary>
    private static void Attach(RunResult result)
    {
        foreach (var file in result.Files.All)
        {
            var type = Path.GetExtension(file) switch { ".json" => "application/json", ".md" => "text/plain", ".svg" => "image/svg+xml", _ => "application/octet-stream" };
            TestContext.Current.AddAttachment(Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file), type);
        }
    }
}
