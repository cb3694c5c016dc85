using SentinelPerf.Explanation;
using SentinelPerf.Gating;

namespace SentinelPerf.Core.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    private readonly Surroundings _here = new();

    [Fact]
    public void Load_WholeFile_SetsEveryOption()
    {
        _here.Environment["SHOP_TOKEN"] = "s3cret-token";
        var result = _here.Load("""
            version: 1
            target:
              project: Shop.csproj
              environment: { ASPNETCORE_ENVIRONMENT: Staging, FEATURE: 1 }
              readiness: /health
              startTimeout: 1.5m
              auth: { bearer: '${SHOP_TOKEN}' }
            traffic:
              requests:
                - { method: get, path: '/items/{id}', weight: 30, values: { id: [1, 2], page: 3 }, headers: { Accept: text/html }, checks: { status: [200, 404] } }
                - { method: POST, path: /orders, weight: 10, body: '{"item": 1}' }
              exclude: [ /admin/* ]
            objective: { latency: 250ms, percentile: 99.9, errors: 0.5% }
            load: { budget: 60s, maxRate: 5000, seed: 7, timeout: 5s, unsafeMethods: true, allowHosts: [shop.test] }
            gates: { minRate: 300, onInconclusive: warn }
            output: { folder: ../../out }
            explain: { mode: rules }
            """);

        result.Problems.ShouldBeEmpty();
        var options = result.Options!;
        options.Target.Project.ShouldBe("/repo/src/Shop/Shop.csproj");
        options.Target.Environment["FEATURE"].ShouldBe("1");
        options.Target.StartTimeout.ShouldBe(TimeSpan.FromSeconds(90));
        options.Target.Auth!.Bearer.ShouldBe("s3cret-token");
        options.Target.AllowHosts.ShouldBe(["shop.test"]);
        var request = options.Traffic.Requests[0];
        (request.Method, request.Share, request.Explicit).ShouldBe(("GET", 30, true));
        request.Values["id"].ShouldBe(["1", "2"]);
        request.QueryParameters.ShouldBe(["page"]);
        request.SuccessStatuses.ShouldBe([200, 404]);
        options.Traffic.Requests[1].ContentType.ShouldBe("application/json");
        options.Traffic.UnsafeMethods.ShouldBeTrue();
        options.Objective.Latency.ShouldBe(TimeSpan.FromMilliseconds(250));
        options.Objective.ErrorRate.ShouldBe(0.005, 1e-12);
        options.Load.Seed.ShouldBe(7ul);
        options.Gates.OnInconclusive.ShouldBe(OnInconclusive.Warn);
        options.Output.Folder.ShouldBe("/repo/out");
        options.Explain.Mode.ShouldBe(ExplainMode.Rules);
    }

    [Fact]
    public void Load_NothingAnywhere_TestsTheProjectOfTheFolder()
    {
        var result = _here.Load();
        result.Problems.ShouldBeEmpty();
        result.File.ShouldBeNull();
        result.Options!.Target.Project.ShouldBe("/repo/src/Shop/Shop.csproj");
        result.Options.Output.Folder.ShouldBe("/repo/artifacts/sentinelperf/Shop");
    }

    [Fact]
    public void Load_EverySource_HighestWins()
    {
        const string Yaml = "load: { budget: 40s }\nprofiles:\n  slow: { load: { budget: 50s } }\n";
        _here.Load().Options!.Load.Budget.TotalSeconds.ShouldBe(90);
        _here.Files["/repo/src/Shop/.env"] = "# local\nexport SENTINELPERF__LOAD__BUDGET=\"30s\" \n";
        _here.Load().Options!.Load.Budget.TotalSeconds.ShouldBe(30);
        _here.Load(Yaml).Options!.Load.Budget.TotalSeconds.ShouldBe(40);
        _here.Load(Yaml, "slow").Options!.Load.Budget.TotalSeconds.ShouldBe(50);
        _here.Environment["SENTINELPERF__LOAD__BUDGET"] = "60s";
        _here.Load(Yaml, "slow").Options!.Load.Budget.TotalSeconds.ShouldBe(60);
        _here.Load(Yaml, "slow", ("load.budget", "70s")).Options!.Load.Budget.TotalSeconds.ShouldBe(70);
    }

    [Fact]
    public void Load_NullInAHigherSource_GoesBackToTheDefault()
    {
        var result = _here.Load("gates: { minRate: 300 }\nprofiles: { free: { gates: { minRate: null } } }", "free");
        result.Options!.Gates.MinRatePerSecond.ShouldBeNull();
        result.Effective.Single(e => e.Path == "gates.minRate").Origin.ShouldBe("default");
    }

    [Fact]
    public void Load_AnotherKindOfTargetInAHigherSource_DisplacesIt()
    {
        var result = _here.Load("target: { project: Shop.csproj }", null, ("target.url", "http://localhost:5000"));
        result.Problems.ShouldBeEmpty();
        result.Options!.Target.Project.ShouldBeNull();
    }

    [Fact]
    public void Load_CommandInAFile_RunsWhereTheFileIs()
    {
        _here.Files["/repo/sentinelperf.yaml"] = "target: { command: ./serve }";
        _here.Load().Options!.Target.WorkingDirectory.ShouldBe("/repo");
        _here.Load(null, null, ("target.command", "./other")).Options!.Target.WorkingDirectory.ShouldBe("/repo/src/Shop");
    }

    [Fact]
    public void Load_HeaderOfAuthInTwoSources_GoesTogether()
    {
        _here.Environment["SENTINELPERF__TARGET__AUTH__HEADER__VALUE"] = "abcdef";
        var auth = _here.Load("target: { auth: { header: { name: X-Key } } }").Options!.Target.Auth!;
        (auth.HeaderName, auth.HeaderValue).ShouldBe(("X-Key", "abcdef"));
    }

    [Fact]
    public void Load_FileAboveTheProject_IsFoundUpToTheRepositoryRoot()
    {
        _here.Files["/sentinelperf.yaml"] = "load: { budget: 33s }";
        _here.Load().File.ShouldBeNull();
        _here.Files["/repo/sentinelperf.yaml"] = "load: { budget: 34s }";
        _here.Load().Options!.Load.Budget.TotalSeconds.ShouldBe(34);
    }

    [Theory]
    [InlineData("true", 60)]
    [InlineData("false", 90)]
    [InlineData("", 90)]
    public void Load_CiIsSet_ProfileCiApplies(string ci, int budget)
    {
        _here.Environment["CI"] = ci;
        _here.Load("profiles: { ci: { load: { budget: 60s } } }").Options!.Load.Budget.TotalSeconds.ShouldBe(budget);
    }

    [Fact]
    public void Load_VariableOfTheTargetWithUnderscores_KeepsItsName()
    {
        _here.Environment["SENTINELPERF__TARGET__ENVIRONMENT__Shop__Db"] = "x";
        _here.Load().Options!.Target.Environment["Shop__Db"].ShouldBe("x");
    }

    [Fact]
    public void Load_ListOnTheCommandLine_IsReadInBothForms()
    {
        _here.Load(null, null, ("traffic.exclude", "/a, /b")).Options!.Traffic.Exclude.ShouldBe(["/a", "/b"]);
        _here.Load(null, null, ("traffic.exclude", "['/a,1', /b]")).Options!.Traffic.Exclude.ShouldBe(["/a,1", "/b"]);
    }

    [Fact]
    public void Effective_EverySource_HasItsOriginAndNoSecret()
    {
        _here.Environment["SHOP_TOKEN"] = "s3cret-token";
        var result = _here.Load("""
            target: { auth: { bearer: 'x-${SHOP_TOKEN}' }, environment: { DB_PASSWORD: hunter22, URL: 'http://h/?t=s3cret-token' } }
            profiles: { p: { load: { seed: 5 } } }
            """, "p", ("load.budget", "70s"));
        string Line(string path) => result.Effective.Where(e => e.Path == path).Select(e => $"{e.Value} <- {e.Origin}").Single();
        Line("load.budget").ShouldBe("70s <- --set load.budget");
        Line("load.seed").ShouldBe("5 <- profile p, sentinelperf.yaml(2,32)");
        Line("load.timeout").ShouldBe("10s <- default");
        Line("target.auth.bearer").ShouldBe("*** <- sentinelperf.yaml(1,27)");
        Line("target.environment.DB_PASSWORD").ShouldBe("*** <- sentinelperf.yaml(1,76)");
        Line("target.environment.URL").ShouldBe("http://h/?t=*** <- sentinelperf.yaml(1,91)");
        result.Options!.Secrets.Mask("sent s3cret-token").ShouldBe("sent ***");
        result.Options.Secrets.Values.ShouldBe(["x-s3cret-token", "s3cret-token", "hunter22"]);
    }
}
