using SentinelPerf.Configuration;

namespace SentinelPerf.Core.Tests.Configuration;

/// <summary>Golden lines: what a user sees for each kind of mistake.</summary>
public sealed class ConfigurationProblemsTests
{
    private readonly Surroundings _here = new();

    [Fact]
    public void Load_FileWithManyMistakes_ReportsAllAtOnceWithLineAndColumn()
    {
        var lines = _here.Lines("""
            version: 2
            target:
              project: Shop.csproj
              url: http://localhost:5000
              auth: { bearer: '${NO_SUCH_TOKEN}', header: { name: X-Key } }
              startTimeout: 60
            traffic:
              requests:
                - { path: items, wieght: 3 }
                - { path: /a, weight: 0, checks: { status: [2000] } }
            objective: { latency: fast, percentile: 100, errors: 1 }
            load:
              bugdet: 60s
              maxRate: many
              maxRate: 100
              unsafeMethods: sometimes
              timeout: [1s]
            gates: 300
            output: { folder: out }
            telemetry: []
            explain: { mode: loud }
            budget: 60s
            profiles:
              ci: { load: { budget: 5s, sead: 1 } }
            """);

        lines.Select(l => l.Replace(Surroundings.Yaml, "F", StringComparison.Ordinal)).ShouldBe(
        [
            "F(1,10): error SP2005: version is '2'; valid: 1, the only version of this file there is",
            "F(4,8): error SP2008: target.project and target.url are both set; keep one: the project is started, a URL is tested as it runs",
            "F(5,19): error SP2007: ${NO_SUCH_TOKEN} has no value: the environment variable NO_SUCH_TOKEN is not set, nor does .env have it; set it, or write $${NO_SUCH_TOKEN} for the text itself",
            "F(5,55): error SP2008: target.auth.header has no value; it needs both name and value",
            "F(6,17): error SP2005: target.startTimeout is '60'; valid: a number with a unit: 250ms, 10s, 1.5m, 1h",
            "F(9,15): error SP2005: traffic.requests[0].path is 'items'; valid: a path that begins with / and holds no spaces, such as /items/{id}",
            "F(9,22): error SP2003: traffic.requests[0].wieght does not exist; did you mean 'weight'? valid here: method, path, weight, values, headers, body, contentType, checks",
            "F(10,27): error SP2005: traffic.requests[1].weight is '0'; valid: a number above 0",
            "F(10,48): error SP2005: traffic.requests[1].checks.status is a list; valid: statuses from 100 to 599: [200, 404]",
            "F(11,23): error SP2005: objective.latency is 'fast'; valid: a number with a unit: 250ms, 10s, 1.5m, 1h",
            "F(11,41): error SP2005: objective.percentile is 100; valid: 50 to 99.99",
            "F(11,54): error SP2005: objective.errors is 100%; valid: 0% to below 100%",
            "F(13,3): error SP2003: load.bugdet does not exist; did you mean 'budget'? valid here: budget, maxRate, seed, http, timeout, placement, unsafeMethods, allowHosts",
            "F(14,12): error SP2005: load.maxRate is 'many'; valid: a number of requests/s, such as 500",
            "F(15,3): error SP2006: 'maxRate' stands here and in line 14; keep one",
            "F(16,18): error SP2005: load.unsafeMethods is 'sometimes'; valid: true or false",
            "F(17,12): error SP2004: load.timeout is a list; valid: one value",
            "F(18,8): error SP2004: gates is '300'; valid: a mapping with minRate, onInconclusive",
            "F(20,1): error SP2003: telemetry does not exist; valid here: version, target, traffic, objective, load, gates, output, explain, profiles",
            "F(21,18): error SP2005: explain.mode is 'loud'; valid: auto, llm, rules, none",
            "F(22,1): error SP2003: budget does not exist; did you mean 'load.budget'? valid here: version, target, traffic, objective, load, gates, output, explain, profiles",
            "F(24,25): error SP2005: load.budget is 5s; valid: 20s or longer, because less cannot hold warm-up, sweep and search",
            "F(24,29): error SP2003: load.sead does not exist; did you mean 'seed'? valid here: budget, maxRate, seed, http, timeout, placement, unsafeMethods, allowHosts",
        ]);
    }

    [Fact]
    public void Load_SyntaxError_KeepsTheProblemsBeforeIt()
    {
        var lines = _here.Lines("load: { bugdet: 1s }\ngates: { minRate: 3 }\n}\n");
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith(Surroundings.Yaml + "(1,9): error SP2003: load.bugdet");
        lines[1].ShouldContain("error SP2002: not valid YAML: ");
    }

    [Theory]
    [InlineData("- a\n- b", "(1,1): error SP2004: the file is not a mapping")]
    [InlineData("target: { url: 'http://shop.example.com/' }", "(1,16): error SP1012: target.url names the host 'shop.example.com'; valid: loopback (localhost, 127.0.0.1, [::1]). If it is yours to load, add it to load.allowHosts")]
    [InlineData("target: { url: 'localhost:5000' }", "(1,16): error SP2005: target.url is 'localhost:5000'; valid: an address such as http://127.0.0.1:5000")]
    [InlineData("target: { auth: { bearer: a, basic: { user: u, password: p } } }", "(1,27): error SP2008: target.auth has bearer and basic; keep one of bearer, header, basic, clientCredentials")]
    [InlineData("load: { budget: 19s }", "(1,17): error SP2005: load.budget is 19s; valid: 20s or longer")]
    [InlineData("load: { maxRate: 100 }\ngates: { minRate: 300 }", "(1,18): warning SP2013: load.maxRate is 100 and gates.minRate 300: the gate cannot be met")]
    [InlineData("profiles: [ci]", "(1,11): error SP2004: profiles is a list; valid: a mapping of names")]
    [InlineData("profiles: { ci: 5 }", "(1,17): error SP2004: profiles.ci is '5'; valid: a mapping of settings")]
    [InlineData("profiles: { ci: { profiles: {} } }", "(1,19): error SP2003: profiles does not exist")]
    [InlineData("target: { builtProgram: x }", "(1,11): error SP2003: target.builtProgram does not exist")]
    [InlineData("load: { placement: apart }", "(1,20): error SP2005: load.placement is 'apart'; valid: auto, shared, split")]
    [InlineData("load: { seed: -1 }", "(1,15): error SP2005: load.seed is '-1'; valid: a whole number from 0 up")]
    [InlineData("output: { folder: '${open' }", "(1,19): error SP2005: '${' is not followed by a name and '}'")]
    [InlineData("version: 1\n---\nversion: 1", "(3,1): error SP2002: a second document begins here")]
    public void Load_OneMistake_SaysItInOneLine(string yaml, string expected)
    {
        var line = _here.Lines(yaml).ShouldHaveSingleItem();
        line.ShouldStartWith(Surroundings.Yaml + expected);
    }

    [Fact]
    public void Load_MistakeOutsideOfTheFile_NamesWhereItStands()
    {
        _here.Environment["SENTINELPERF__LOAD__BUGDET"] = "60s";
        var lines = _here.Lines("", null, ("load.budget", "soon"), ("gate.minRate", "5"));
        lines.Order().ShouldBe(
        [
            "sentinelperf: error SP2003: --set gate.minRate: gate.minRate does not exist; did you mean 'gates.minRate'? valid here: " + string.Join(", ", Known()),
            "sentinelperf: error SP2003: SENTINELPERF__LOAD__BUGDET: load.bugdet does not exist; did you mean 'load.budget'? valid here: " + string.Join(", ", Known()),
            "sentinelperf: error SP2005: --set load.budget: load.budget is 'soon'; valid: a number with a unit: 250ms, 10s, 1.5m, 1h",
        ]);
    }

    [Fact]
    public void Load_UnknownProfile_NamesThoseThereAre() =>
        _here.Lines("profiles: { ci: {}, prod: {} }", "prd").ShouldHaveSingleItem()
            .ShouldBe("sentinelperf: error SP2009: the profile 'prd' does not exist; valid: ci, prod; did you mean 'prod'?");

    [Fact]
    public void Load_NamedFileThatDoesNotExist_IsAnError()
    {
        var result = ConfigurationLoader.Load(new ConfigurationRequest
        {
            WorkingFolder = "/repo/src/Shop", ConfigFile = "no.yaml", Files = _here.Files, Environment = _here.Environment,
        });
        result.Options.ShouldBeNull();
        result.Problems.ShouldHaveSingleItem().Message.ShouldStartWith("the configuration file '/repo/src/Shop/no.yaml' does not exist");
    }

    [Fact]
    public void Load_ProfileNotInUseWithUnsetName_IsNoProblem()
    {
        const string Yaml = "profiles: { prod: { target: { auth: { bearer: '${PROD_TOKEN}' } } } }";
        _here.Lines(Yaml).ShouldBeEmpty();
        _here.Lines(Yaml, "prod").ShouldHaveSingleItem().ShouldContain("SP2007");
    }

    [Fact]
    public void Load_NothingToTest_SaysHowToNameIt()
    {
        var result = ConfigurationLoader.Load(new ConfigurationRequest { WorkingFolder = "/empty", Files = _here.Files, Environment = _here.Environment });
        result.Problems.ShouldHaveSingleItem().Code.ShouldBe("SP2010");
        ConfigurationLoader.Load(new ConfigurationRequest { WorkingFolder = "/empty", Files = _here.Files, Environment = _here.Environment, RequireTarget = false })
            .Problems.ShouldBeEmpty();
    }

    [Fact]
    public void Load_BadValueFromASecretVariable_DoesNotShowIt()
    {
        _here.Environment["MY_SECRET"] = "hunter22";
        var line = _here.Lines("load: { budget: '${MY_SECRET}' }").ShouldHaveSingleItem();
        line.ShouldContain("load.budget is not what ${MY_SECRET} holds");
        line.ShouldNotContain("hunter22");
    }

    private static IEnumerable<string> Known() => ConfigurationKeys.All.Where(k => !k.Internal).Select(k => k.Path);
}
