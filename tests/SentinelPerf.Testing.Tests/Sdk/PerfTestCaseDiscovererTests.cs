using SentinelPerf.Testing.Sdk;
using Xunit.Sdk;
using Xunit.v3;

namespace SentinelPerf.Testing.Tests.Sdk;

public sealed class PerfTestCaseDiscovererTests
{
    [Fact]
    public async Task Discover_ValidMethod_IsACaseThatNeverRunsBesideOthers()
    {
        var found = await DiscoverAsync(nameof(Perf.Valid));

        var testCase = found.ShouldBeOfType<PerfTestCase>();
        testCase.TestCollection.DisableParallelization.ShouldBeTrue();
        testCase.TestCollection.TestCollectionDisplayName.ShouldBe("shop (PerfBreakingPoint)");
        testCase.TestClass.TestCollection.ShouldBe(testCase.TestCollection);
        testCase.Traits["Category"].ShouldBe(["PerfBreakingPoint"]);
        (testCase.Timeout, testCase.Explicit).ShouldBe((1234, true));
    }

    [Fact]
    public async Task Discover_CollectionThatRunsAloneAlready_IsKept()
    {
        var collection = Collection(alone: true);

        (await DiscoverAsync(nameof(Perf.Valid), collection)).TestCollection.ShouldBe(collection);
    }

    [Fact]
    public async Task Discover_WrongShape_IsOneCaseThatFailsAndNamesTheValidOnes()
    {
        var error = (await DiscoverAsync(nameof(Perf.Wrong))).ShouldBeOfType<ExecutionErrorTestCase>();

        error.ErrorMessage.ShouldStartWith("[PerfBreakingPoint] Wrong returns void. Valid: Task M(HttpClient client, CancellationToken cancel)");
    }

    [Fact]
    public async Task Discover_ValidMethod_SurvivesTheWayToTheRunner()
    {
        var testCase = await DiscoverAsync(nameof(Perf.Valid));

        var back = SerializationHelper.Instance.Deserialize<PerfTestCase>(SerializationHelper.Instance.Serialize(testCase)).ShouldNotBeNull();

        (back.UniqueID, back.TestMethodName, back.Timeout).ShouldBe((testCase.UniqueID, nameof(Perf.Valid), 1234));
        back.TestCollection.DisableParallelization.ShouldBeTrue();
    }

    [Theory]
    [InlineData("skip", "the environment variable SENTINELPERF_TESTS is 'skip': performance tests are switched off here")]
    [InlineData("run", null)]
    public async Task CreateTests_Switch_SkipsWithAReason(string value, string? reason)
    {
        var testCase = await DiscoverAsync(nameof(Perf.Valid));
        var before = Environment.GetEnvironmentVariable(PerfTestCase.SwitchVariable);
        Environment.SetEnvironmentVariable(PerfTestCase.SwitchVariable, value);
        try
        {
            var test = (await testCase.CreateTests()).ShouldHaveSingleItem();

            test.SkipReason.ShouldBe(reason);
            test.TestMethodArguments.Length.ShouldBe(2);
        }
        finally
        {
            Environment.SetEnvironmentVariable(PerfTestCase.SwitchVariable, before);
        }
    }

    private static async Task<IXunitTestCase> DiscoverAsync(string name, IXunitTestCollection? collection = null)
    {
        var testMethod = new XunitTestMethod(new XunitTestClass(typeof(Perf), collection ?? Collection(alone: false)), typeof(Perf).GetMethod(name)!, []);
        var found = await new PerfTestCaseDiscoverer().Discover(new Defaults(), testMethod, testMethod.FactAttributes.Single());
        return found.ShouldHaveSingleItem();
    }

    private static XunitTestCollection Collection(bool alone) =>
        new(new XunitTestAssembly(typeof(PerfTestCaseDiscovererTests).Assembly), collectionDefinition: null, disableParallelization: alone, "shop");

#pragma warning disable xUnit1000, xUnit1001, CA1822, CA1859 // Never run as tests of their own: the class is not public to xUnit.
    private sealed class Perf
    {
        [PerfBreakingPoint(Timeout = 1234, Explicit = true)]
        public Task Valid(HttpClient client, CancellationToken cancel) => client.GetAsync("/", cancel);

        [PerfBreakingPoint]
        public void Wrong(HttpClient client) => client.CancelPendingRequests();
    }
#pragma warning restore xUnit1000, xUnit1001, CA1822, CA1859

    private sealed class Defaults : ITestFrameworkDiscoveryOptions
    {
        public TValue? GetValue<TValue>(string name) => default;

        public void SetValue<TValue>(string name, TValue value) { }

        public string ToJson() => "{}";
    }
}
