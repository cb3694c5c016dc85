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
        var error = (await DiscoverAsync(nameof(Perf.Wrong))).ShouldBeOfType<PerfTestCase>();

        error.Traits["Category"].ShouldBe(["PerfBreakingPoint"]); // a filter for performance tests finds it
        error.Misuse.ShouldNotBeNull().ShouldStartWith("SP2091: [PerfBreakingPoint] Wrong returns void. Valid: Task or ValueTask M(");
    }

    [Fact]
    public async Task Discover_DataRows_AreCasesOfTheirOwnWithNamesOfTheirOwn()
    {
        var found = await DiscoverAllAsync(nameof(Perf.Rows));

        var cases = found.Select(c => c.ShouldBeOfType<PerfTestCase>()).ToList();
        cases.Select(c => c.RowName).ShouldBe(["(path: \"/orders\", page: 1)", "(path: null, page: 2)"]);
        cases.ShouldAllBe(c => c.TestCaseDisplayName.EndsWith("Rows" + c.RowName));
        cases.Select(c => c.UniqueID).Distinct().Count().ShouldBe(2);
        cases.Select(c => (c.Timeout, c.SkipReason)).ShouldBe([(1234, null), (1234, "not now")]);
        cases.ShouldAllBe(c => c.Traits["Category"].Contains("PerfBreakingPoint") && c.TestCollection.DisableParallelization);
    }

    [Fact]
    public async Task Discover_DataRow_SurvivesTheWayToTheRunner()
    {
        var testCase = (PerfTestCase)(await DiscoverAllAsync(nameof(Perf.Rows))).First();

        var back = SerializationHelper.Instance.Deserialize<PerfTestCase>(SerializationHelper.Instance.Serialize(testCase)).ShouldNotBeNull();

        back.Misuse.ShouldBeNull();
        (back.Row[0], back.Row[1], back.UniqueID).ShouldBe(("/orders", 1, testCase.UniqueID));
        (await back.CreateTests()).Single().TestMethodArguments.Length.ShouldBe(3);
    }

    [Theory]
    [InlineData(nameof(Perf.TooFew), "SP2092: [PerfBreakingPoint] TooFew: a data row has 1 values.")]
    [InlineData(nameof(Perf.Unserializable), "SP2092: [PerfBreakingPoint] Unserializable: a data row holds a Lazy`1")]
    [InlineData(nameof(Perf.Empty), "SP2092: [PerfBreakingPoint] Empty has no data")]
    public async Task Discover_DataThatDoesNotFit_IsACaseThatFailsWithACode(string name, string message) =>
        (await DiscoverAsync(name)).ShouldBeOfType<PerfTestCase>().Misuse.ShouldNotBeNull().ShouldStartWith(message);

    [Fact]
    public async Task Discover_ValidMethod_SurvivesTheWayToTheRunner()
    {
        var testCase = await DiscoverAsync(nameof(Perf.Valid));

        var back = SerializationHelper.Instance.Deserialize<PerfTestCase>(SerializationHelper.Instance.Serialize(testCase)).ShouldNotBeNull();

        (back.UniqueID, back.TestMethodName, back.Timeout).ShouldBe((testCase.UniqueID, nameof(Perf.Valid), 1234));
        back.TestCollection.DisableParallelization.ShouldBeTrue();
    }

    [Fact]
    public async Task Discover_Misuse_SurvivesTheWayToTheRunner()
    {
        var testCase = (PerfTestCase)await DiscoverAsync(nameof(Perf.Wrong));

        SerializationHelper.Instance.Deserialize<PerfTestCase>(SerializationHelper.Instance.Serialize(testCase)).ShouldNotBeNull().Misuse.ShouldBe(testCase.Misuse);
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

    private static async Task<IXunitTestCase> DiscoverAsync(string name, IXunitTestCollection? collection = null) => (await DiscoverAllAsync(name, collection)).ShouldHaveSingleItem();

    private static async Task<IReadOnlyCollection<IXunitTestCase>> DiscoverAllAsync(string name, IXunitTestCollection? collection = null)
    {
        var testMethod = new XunitTestMethod(new XunitTestClass(typeof(Perf), collection ?? Collection(alone: false)), typeof(Perf).GetMethod(name)!, []);
        return await new PerfTestCaseDiscoverer().Discover(new Defaults(), testMethod, testMethod.FactAttributes.Single());
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

        [PerfBreakingPoint(Timeout = 1234)]
        [InlineData("/orders", 1)]
        [InlineData(null, 2, Skip = "not now")]
        public Task Rows(string? path, int page, HttpClient client) => client.GetAsync($"{path}?page={page}");

        [PerfBreakingPoint]
        [InlineData("/orders")]
        public Task TooFew(HttpClient client, string path, int page) => client.GetAsync($"{path}?page={page}");

        [PerfBreakingPoint]
        [MemberData(nameof(Versions))]
        public Task Unserializable(HttpClient client, object version) => client.GetAsync($"/{version}");

        [PerfBreakingPoint]
        [MemberData(nameof(None))]
        public Task Empty(HttpClient client, string path) => client.GetAsync(path);

        public static IEnumerable<object[]> Versions() => [[new Lazy<int>(1)]];

        public static IEnumerable<object[]> None() => [];
    }
#pragma warning restore xUnit1000, xUnit1001, CA1822, CA1859

    private sealed class Defaults : ITestFrameworkDiscoveryOptions
    {
        public TValue? GetValue<TValue>(string name) => default;

        public void SetValue<TValue>(string name, TValue value) { }

        public string ToJson() => "{}";
    }
}
