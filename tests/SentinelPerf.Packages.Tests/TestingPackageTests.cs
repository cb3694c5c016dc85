using System.Xml.Linq;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

/// <summary>A test project of somebody who has the package SentinelPerf.Testing, warnings as errors, and every way to use it wrongly.</summary>
public sealed class PerfTestProject(PackedPackages packages) : IAsyncLifetime
{
    private const string Tests = """
        using SentinelPerf.Testing;

        public sealed class EuroShop : PerfTarget<Program>
        {
            public EuroShop() => AppSettings["Shop:Currency"] = "EUR";
        }

        public sealed class ItemsPerf : IClassFixture<EuroShop>
        {
            [PerfBreakingPoint(MaxRate = 100, Latency = "500ms", Budget = "20s")]
            [InlineData("EUR")]
            public async Task Reading(PerfContext context, string currency)
            {
                var item = await context.Client.GetStringAsync($"/items/{context.Iteration}", context.Cancel);
                context.Check(item.EndsWith(currency, StringComparison.Ordinal), "currency");
            }

            [PerfBreakingPoint(Skip = "not today")]
            public Task Skipped(HttpClient client) => client.GetAsync("/");
        }

        public sealed class MisusePerf
        {
            [PerfBreakingPoint]
            public void Shape(HttpClient client) => client.CancelPendingRequests();

            [PerfBreakingPoint]
            public Task Target(HttpClient client, CancellationToken cancel) => client.GetAsync("/", cancel);
        }

        public sealed class OwnPerf : IClassFixture<PerfTarget<OwnPerf>>
        {
            [PerfBreakingPoint]
            public Task Project(HttpClient client, CancellationToken cancel) => client.GetAsync("/", cancel);
        }

        public sealed class Ordinary
        {
            [Fact]
            public void Passes() { }
        }
        """;

    /// <summary>The folder with the application and its tests.</summary>
    public Consumer Shop { get; } = packages.NewConsumer("perf-tests").WritePerfTests(Tests);

    public async ValueTask InitializeAsync() => (await Shop.DotNetAsync("build", "Shop.PerfTests", "-v:q", "--nologo")).ShouldSucceed();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

[Collection(PackageTests.Name)]
public sealed class TestingPackageTests(PerfTestProject project) : IClassFixture<PerfTestProject>
{
    private readonly Consumer _shop = project.Shop;

    /// <summary>Whatever the machine makes of the measurement, without a gate the test passes and has its reports.</summary>
    [Fact]
    public async Task VSTest_FilterByCategory_RunsPerformanceTestsAloneWithCodesAttachmentsAndNoStackTraces()
    {
        await _shop.DotNetAsync("test", "Shop.PerfTests", "--no-build", "--nologo", "--filter", "Category=PerfBreakingPoint", "--logger", "trx;LogFileName=all.trx", "--results-directory", "results");

        var results = Read(Path.Combine(_shop.Folder, "results", "all.trx"));
        results.Select(r => (r.Name, r.Outcome)).ShouldBe(
        [
            ("ItemsPerf.Reading(currency: \"EUR\")", "Passed"), ("ItemsPerf.Skipped", "NotExecuted"), ("MisusePerf.Shape", "Failed"), ("MisusePerf.Target", "Failed"), ("OwnPerf.Project", "Failed"),
        ]);
        results[0].Attachments.ShouldBe(["capacity.svg", "report.txt", "summary.json", "timeline.svg"], ignoreOrder: true);
        results[2].Message.ShouldContain("SP2091: [PerfBreakingPoint] Shape returns void.");
        results[3].Message.ShouldContain("SP2093: MisusePerf has no target to load.");
        results[4].Message.ShouldContain("SP2094: Shop.PerfTests.dll is the test project itself");
        results[3].Message.ShouldNotContain("   at ");
        Directory.Exists(Path.Combine(_shop.Folder, "Shop.PerfTests", "artifacts", "sentinelperf", "ItemsPerf.Reading-currency---EUR")).ShouldBeTrue();
    }

    [Fact]
    public async Task TestingPlatform_FilterByTrait_FindsTheSameTests()
    {
        _shop.Write("Shop.PerfTests/global.json", """{ "test": { "runner": "Microsoft.Testing.Platform" } }""");
        try
        {
            using var test = DotNet.Start(Path.Combine(_shop.Folder, "Shop.PerfTests"), null, new Dictionary<string, string> { ["SENTINELPERF_TESTS"] = "skip" },
                "test", "--no-build", "--filter-trait", "Category=PerfBreakingPoint");
            var end = await test.EndAsync();

            end.Output.ShouldContain("ItemsPerf.Reading(currency: \"EUR\")");
            end.Output.ShouldContain("the environment variable SENTINELPERF_TESTS is 'skip': performance tests are switched off here");
            end.Output.ShouldNotContain("Ordinary");
        }
        finally
        {
            File.Delete(Path.Combine(_shop.Folder, "Shop.PerfTests", "global.json"));
        }
    }

    private sealed record Result(string Name, string Outcome, string Message, string[] Attachments);

    private static List<Result> Read(string trx) =>
    [
        .. XDocument.Load(trx).Descendants().Where(e => e.Name.LocalName == "UnitTestResult").Select(r => new Result(
            r.Attribute("testName")!.Value, r.Attribute("outcome")!.Value, r.Value,
            [.. r.Descendants().Where(e => e.Name.LocalName == "ResultFile").Select(e => Path.GetFileName(e.Attribute("path")!.Value))])).OrderBy(r => r.Name, StringComparer.Ordinal),
    ];
}
