using Xunit.v3;

namespace SentinelPerf.Testing.Sdk;

/// <summary>Runs the test of a <see cref="PerfTestCase"/> with a <see cref="PerfTestRunner"/>.</summary>
internal sealed class PerfTestCaseRunner : XunitTestCaseRunner
{
    public static PerfTestCaseRunner Runner { get; } = new();

    protected override ValueTask<RunSummary> RunTest(XunitTestCaseRunnerContext ctxt, IXunitTest test) => PerfTestRunner.Runner.Run(
        test, ctxt.MessageBus, ctxt.ConstructorArguments, ctxt.ExplicitOption, ctxt.Aggregator.Clone(), ctxt.CancellationTokenSource, ctxt.BeforeAfterTestAttributes);
}
