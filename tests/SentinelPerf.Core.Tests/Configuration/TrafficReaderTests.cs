using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Configuration;

public sealed class TrafficReaderTests
{
    private readonly Surroundings _here = new();

    [Fact]
    public void Load_EveryFormOfValues_IsRead()
    {
        _here.Files["/repo/src/Shop/users.csv"] = "id,name\n1,ann\n";
        var request = Load("""
            traffic:
              data: { users: users.csv }
              requests:
                - { path: '/{a}/{b}/{c}', headers: { X: '{d}' }, body: '{"e": "{e}", "u": "{users.name}"}',
                    values: { a: [1, 2], b: one, c: { range: [1, 9], step: 4 }, d: { range: [1, 1000000] }, e: { random: int, min: 1, max: 6 }, f: { random: uuid }, g: { random: text, length: 3 }, h: { data: users.id } } }
            """).Requests.Single();
        request.Values["a"].ShouldBe(["1", "2"]);
        request.Values["b"].ShouldBe(["one"]);
        request.Values["c"].ShouldBe(["1", "5", "9"]);
        request.Generated["d"].ShouldBe(new NumberRange(1, 1_000_000));
        request.Generated["e"].ShouldBe(new NumberRange(1, 6));
        request.Generated["f"].ShouldBe(new RandomUuid());
        request.Generated["g"].ShouldBe(new RandomText(3));
        request.Columns["h"].ShouldBe("users.id");
        request.QueryParameters.ShouldBe(["f", "g", "h"]);
    }

    [Fact]
    public void Load_EveryCheck_IsRead()
    {
        var checks = Load("""
            traffic: { requests: [ { path: /a, checks: { status: 201, headers: { ETag: null, X-A: 1 }, jsonPath: { '$.a[0]': ok, "$['b c']": null }, size: { min: 1, max: 1.5KB }, maxTime: 200ms } },
                                   { path: /b, checks: { size: 37 } } ] }
            """).Requests;
        checks[0].SuccessStatuses.ShouldBe([201]);
        checks[0].Checks.Headers.ShouldBe([new("ETag", null), new("X-A", "1")]);
        checks[0].Checks.JsonPaths.ShouldBe([new("$.a[0]", "ok"), new("$['b c']", null)]);
        (checks[0].Checks.SmallestBytes, checks[0].Checks.LargestBytes, checks[0].Checks.LongestTime).ShouldBe((1, 1536, TimeSpan.FromMilliseconds(200)));
        (checks[1].Checks.SmallestBytes, checks[1].Checks.LargestBytes).ShouldBe((37, 37));
    }

    [Fact]
    public void Load_Flow_IsRead()
    {
        var flow = Load("""
            traffic:
              flows:
                - name: buy
                  weight: 2
                  steps:
                    - { request: { method: post, path: /login, body: '{}' }, extract: { token: { jsonPath: '$.token' }, place: { header: Location }, sid: { cookie: sid }, n: { regex: 'n=(\d+)' } }, think: 1s }
                    - { request: { path: '/{*place}', headers: { Authorization: 'Bearer {token}' } }, checks: { status: [200] } }
            """).Flows.Single();
        (flow.Name, flow.Share).ShouldBe(("buy", 2));
        flow.Steps[0].Extract.ShouldBe([new("token", ExtractionSource.JsonPath, "$.token"), new("place", ExtractionSource.Header, "Location"),
            new("sid", ExtractionSource.Cookie, "sid"), new("n", ExtractionSource.Regex, @"n=(\d+)")]);
        flow.Steps[0].Think.ShouldBe(TimeSpan.FromSeconds(1));
        flow.Steps[0].Request.ContentType.ShouldBe("application/json");
        flow.Steps[1].Request.SuccessStatuses.ShouldBe([200]);
    }

    [Theory]
    [InlineData("values: { a: { rang: [1, 2] } }", "(3,34): error SP2003: traffic.requests[0].values.a.rang does not exist; did you mean 'range'? valid here: range, random, data, step, min, max, length")]
    [InlineData("values: { a: { range: [1, 2], max: 3 } }", "(3,49): error SP2003: traffic.requests[0].values.a.max does not exist; valid here: range, step")]
    [InlineData("values: { a: { range: [5, 2] } }", "(3,41): error SP2005: traffic.requests[0].values.a.range is '[5, 2]'; valid: two whole numbers, the least first: [1, 1000]")]
    [InlineData("values: { a: { range: 5 } }", "(3,41): error SP2004: traffic.requests[0].values.a.range is '5'; valid: two whole numbers, the least first: [1, 1000]")]
    [InlineData("values: { a: { range: [1, 5], step: 0 } }", "(3,55): error SP2005: traffic.requests[0].values.a.step is '0'; valid: a whole number above 0")]
    [InlineData("values: { a: { random: float } }", "(3,42): error SP2005: traffic.requests[0].values.a.random is 'float'; valid: int, uuid, text")]
    [InlineData("values: { a: { random: text, length: 0 } }", "(3,56): error SP2005: traffic.requests[0].values.a.length is '0'; valid: a number of characters from 1 to 10000")]
    [InlineData("values: { a: { random: uuid, length: 5 } }", "(3,56): error SP2005: traffic.requests[0].values.a.length is '5'; valid: nothing: random uuid has no such key")]
    [InlineData("values: { a: { data: users } }", "(3,40): error SP2005: traffic.requests[0].values.a.data is 'users'; valid: a source of traffic.data and one of its columns: users.name")]
    [InlineData("values: { a: { step: 2 } }", "(3,32): error SP2004: traffic.requests[0].values.a is a mapping; valid: one value, a list of values, { range: [1, 1000] }")]
    [InlineData("checks: { staus: 200 }", "(3,29): error SP2003: traffic.requests[0].checks.staus does not exist; did you mean 'status'? valid here: status, headers, jsonPath, size, maxTime")]
    [InlineData("checks: { jsonPath: { '$..a': 1 } }", "(3,41): error SP2005: traffic.requests[0].checks.jsonPath is '$..a'; valid: $ followed by any of .name, ['name'], [0], [-1] and [*], such as $.items[0].id; nothing else of JSONPath is read")]
    [InlineData("checks: { headers: { 'a b': 1 } }", "(3,40): error SP2005: traffic.requests[0].checks.headers is 'a b'; valid: the name of a header")]
    [InlineData("checks: { headers: X }", "(3,38): error SP2004: traffic.requests[0].checks.headers is 'X'; valid: a mapping of places to values; null stands for any value")]
    [InlineData("checks: { size: { max: 1GB } }", "(3,42): error SP2005: traffic.requests[0].checks.size.max is '1GB'; valid: a number of bytes such as 512, 64KB or 1.5MB")]
    [InlineData("checks: { size: { min: 2, max: 1 } }", "(3,35): error SP2005: traffic.requests[0].checks.size is 'min above max'; valid: min not above max")]
    [InlineData("checks: { size: { mim: 2 } }", "(3,37): error SP2003: traffic.requests[0].checks.size.mim does not exist; did you mean 'min'? valid here: min, max")]
    [InlineData("checks: { maxTime: 0s }", "(3,38): error SP2005: traffic.requests[0].checks.maxTime is '0s'; valid: a duration longer than 0s")]
    public void Load_BadRequest_SaysWhereAndWhatIsValid(string part, string expected) =>
        _here.Lines($"traffic:\n  requests:\n    - {{ path: /x, {part} }}\n").ShouldHaveSingleItem().ShouldStartWith(Surroundings.Yaml + expected);

    [Theory]
    [InlineData("name: a", "(3,7): error SP2004: traffic.flows[0] is a mapping; valid: a mapping with steps")]
    [InlineData("steps: [{ request: { path: /a } }]", "(3,7): error SP2004: traffic.flows[0] is a mapping; valid: a mapping with a name")]
    [InlineData("name: a, steps: []", "(3,25): error SP2004: traffic.flows[0].steps is a list; valid: a list of steps")]
    [InlineData("name: a, wait: 1s, steps: [{ request: { path: /a } }]", "(3,18): error SP2003: traffic.flows[0].wait does not exist; valid here: name, weight, steps")]
    [InlineData("name: a, weight: 0, steps: [{ request: { path: /a } }]", "(3,26): error SP2005: traffic.flows[0].weight is '0'; valid: a number above 0")]
    [InlineData("name: a, steps: [{ request: { path: /a, weight: 2 } }]", "(3,49): error SP2003: traffic.flows[0].steps[0].request.weight does not exist;")]
    [InlineData("name: a, steps: [{ path: /a }]", "(3,28): error SP2003: traffic.flows[0].steps[0].path does not exist;")]
    [InlineData("name: a, steps: [{ think: 1s }]", "(3,26): error SP2004: traffic.flows[0].steps[0] is a mapping; valid: a mapping with a request")]
    [InlineData("name: a, steps: [{ request: { path: /a }, think: soon }]", "(3,58): error SP2005: traffic.flows[0].steps[0].think is 'soon'; valid: a number with a unit")]
    [InlineData("name: a, steps: [{ request: { path: /a }, extract: { t: { jsonpath: '$.a' } } }]", "(3,67): error SP2003: traffic.flows[0].steps[0].extract.t.jsonpath does not exist; did you mean 'jsonPath'?")]
    [InlineData("name: a, steps: [{ request: { path: /a }, extract: { t: { jsonPath: token } } }]", "(3,77): error SP2005: traffic.flows[0].steps[0].extract.t.jsonPath is 'token'; valid: $ followed by")]
    [InlineData("name: a, steps: [{ request: { path: /a }, extract: { t: { regex: '(' } } }]", "(3,74): error SP2005: traffic.flows[0].steps[0].extract.t.regex is '('; valid: a regular expression of .NET (")]
    [InlineData("name: a, steps: [{ request: { path: /a }, extract: { 't.x': { header: A } } }]", "(3,62): error SP2005: traffic.flows[0].steps[0].extract is 't.x'; valid: a name of letters, digits, - and _")]
    [InlineData("name: a, steps: [{ request: { path: /a }, extract: { t: '$.a' } }]", "(3,65): error SP2004: traffic.flows[0].steps[0].extract.t is '$.a'; valid: { jsonPath: '$.token' }")]
    [InlineData("name: a, steps: [{ request: { path: /a, checks: { status: 200 } }, checks: { status: 201 } }]", "(3,84): error SP2004: traffic.flows[0].steps[0].checks is a mapping; valid: checks either here or in the step's request")]
    public void Load_BadFlow_SaysWhereAndWhatIsValid(string flow, string expected) =>
        _here.Lines($"traffic:\n  flows:\n    - {{ {flow} }}\n").ShouldHaveSingleItem().ShouldStartWith(Surroundings.Yaml + expected);

    [Fact]
    public void Load_TwoFlowsOfOneName_IsAnError() =>
        _here.Lines("traffic:\n  flows:\n    - { name: a, steps: [{ request: { path: /a } }] }\n    - { name: a, steps: [{ request: { path: /b } }] }\n")
            .ShouldHaveSingleItem().ShouldBe($"{Surroundings.Yaml}(4,15): error SP2005: traffic.flows[1].name is 'a'; valid: a name that no other flow has");

    [Fact]
    public void Load_NamesThatNothingGives_AreAllNamedWithTheirPlace()
    {
        _here.Files["/repo/src/Shop/users.csv"] = "id,name\n1,ann\n";
        var lines = _here.Lines("""
            traffic:
              data: { users: users.csv }
              requests:
                - { path: '/items/{id}' }
                - { path: /a, headers: { X-A: '{who}' }, body: '{"a": "{b}", "n": "{users.nme}"}' }
                - path: /b
                  values: { c: { data: users.age } }
              flows:
                - name: buy
                  steps:
                    - request: { path: /cart }
                      extract: { token: { header: X } }
                    - request: { path: '/cart/{tokn}' }
            """);
        lines.Select(l => l.Replace(Surroundings.Yaml, "F", StringComparison.Ordinal).Split(". ")[0]).ShouldBe(
        [
            "F(4,15): error SP3002: traffic.requests[0] (GET /items/{id}): 'id' has no values in traffic.requests[0].values.id, or an empty one",
            "F(5,35): error SP3006: traffic.requests[1].headers.X-A uses {who}, which has no value; known here: users.id, users.name",
            "F(5,52): error SP3006: traffic.requests[1].body uses {users.nme}, which is no column of users; known here: users.id, users.name",
            "F(7,20): error SP3006: traffic.requests[2].values.c uses {users.age}, which is no column of users; known here: c, users.id, users.name",
            "F(13,28): error SP3006: traffic.flows[0].steps[1].request.path: step 2 of flow 'buy' (GET /cart/{tokn}) uses {tokn}, which no earlier step extracts and nothing else gives; known here: token, users.id, users.name",
        ]);
    }

    [Fact]
    public void Load_DataFile_IsReadFromBesideTheFile()
    {
        const string Yaml = "traffic: { data: { users: data/users.csv }, requests: [{ path: '/{users.name}' }] }";
        _here.Lines(Yaml).ShouldHaveSingleItem().ShouldStartWith(
            $"{Surroundings.Yaml}(1,27): error SP3005: traffic.data.users: the file '/repo/src/Shop/data/users.csv' does not exist. Give a CSV file");
        _here.Files["/repo/src/Shop/data/users.csv"] = "name\nann\nbob,x\n";
        _here.Lines(Yaml).ShouldHaveSingleItem().ShouldStartWith("/repo/src/Shop/data/users.csv(3,1): error SP3005: the data file 'users.csv' cannot be used: the row has 2 values");
        _here.Files["/repo/src/Shop/data/users.csv"] = "name\nann\n";
        _here.Load(Yaml).Options!.Traffic.Data["users"][0, 0].ShouldBe("ann");
        _here.Files.Sizes["/repo/src/Shop/data/users.csv"] = DataTable.MostBytes + 1;
        _here.Lines(Yaml).ShouldHaveSingleItem().ShouldContain("is larger than 100 MB");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a.b")]
    public void Load_DataWithAnOddName_IsAnError(string name) =>
        _here.Lines($"traffic: {{ data: {{ '{name}': x.csv }} }}").ShouldHaveSingleItem().ShouldContain($"SP2005: traffic.data is '{name}'; valid: a name of letters");

    [Fact]
    public void Effective_RequestsAndFlows_AreShownWithoutSecrets()
    {
        var effective = _here.Load("""
            traffic:
              requests:
                - { path: '/items/{id}', values: { id: { range: [1, 1000] }, token: [hunter22], n: { random: int, max: 9 } }, headers: { Authorization: 'Basic abcdefgh' }, checks: { status: [200], jsonPath: { '$.ok': true }, maxTime: 1s } }
              flows:
                - name: buy
                  steps:
                    - { request: { method: POST, path: /login, body: 'pw=hunter33' }, extract: { t: { header: X } }, think: 500ms }
                    - { request: { path: '/cart/{t}' } }
            """).Effective.ToDictionary(e => e.Path, e => e.Value);
        effective["traffic.requests"].ShouldBe("GET /items/{id} (id: 1 … 1000, 1000 values; token: ***; n: 0 to 9; checks status 200 and $.ok = true and time up to 1s)");
        effective["traffic.flows"].ShouldBe("buy: POST /login → t (500ms) › GET /cart/{t}");
    }

    private TrafficOptions Load(string yaml)
    {
        var result = _here.Load(yaml);
        result.Problems.ShouldBeEmpty();
        return result.Options!.Traffic;
    }
}
