using System.Globalization;
using System.Text.RegularExpressions;
using SentinelPerf.Planning;
using SentinelPerf.Targets;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Planning;

/// <summary>Whatever routes a target shows: each URL of the plan is valid, has no brace left, and satisfies the route's constraints.</summary>
public sealed class GeneratedUrlTests
{
    private static readonly string?[] Types =
        [null, "System.Int32", "System.Int64", "System.Guid", "System.Boolean", "System.String", "System.Decimal", "System.DateTime", "System.DateOnly", "Shop.Thing"];

    private static readonly string[] Literals = ["items", "Größe", "a b", "v1.0", "x%20y", "c%", "what#ever", "emoji🪑", "semi;colon"];

    [Fact]
    public void Plan_AnyRoutes_GivesValidUrlsThatSatisfyTheConstraints()
    {
        var random = new Random(20_250_101);
        var sent = 0;
        for (var round = 0; round < 500; round++)
        {
            var parameters = Enumerable.Range(0, random.Next(1, 4)).Select(n => Parameter(random, $"p{n}")).ToList();
            var path = string.Concat(parameters.Where(p => p.Source == "path").Select(p => $"/{Literals[random.Next(Literals.Length)]}/{{{p.Name}}}"));
            var routes = new[] { new DiscoveredRoute("GET", path.Length == 0 ? "/" : path) { Parameters = [.. parameters] }, new DiscoveredRoute("GET", "/always") };
            var plan = Planner.Plan(TrafficInferrer.Infer([.. routes], null, new()), new());
            (plan.Requests.Length + plan.Omitted.Length).ShouldBe(2);
            foreach (var request in plan.Requests.Where(r => r.Path != "/always"))
            {
                sent++;
                request.Urls.Length.ShouldBeInRange(1, UrlFiller.MostFound);
                foreach (var url in request.Urls) Check(url, request.Path, parameters);
            }
        }
        sent.ShouldBeGreaterThan(200);
    }

    private static void Check(string url, string path, List<RouteParameter> parameters)
    {
        Uri.IsWellFormedUriString(url, UriKind.Relative).ShouldBeTrue(url);
        new Uri(new Uri("http://127.0.0.1"), url).PathAndQuery.ShouldBe(url);
        url.IndexOfAny(['{', '}', ' ', '#']).ShouldBe(-1, url);
        var parts = url.Split('?');
        var values = path.Split('/').Zip(parts[0].Split('/')).Where(p => p.First.StartsWith('{')).ToDictionary(p => p.First.Trim('{', '}'), p => Uri.UnescapeDataString(p.Second));
        foreach (var pair in parts.Skip(1).SelectMany(q => q.Split('&')))
            values[Uri.UnescapeDataString(pair.Split('=')[0])] = Uri.UnescapeDataString(pair.Split('=')[1]);
        foreach (var parameter in parameters.Where(p => values.ContainsKey(p.Name)))
            foreach (var constraint in parameter.Constraints) Satisfies(values[parameter.Name], constraint).ShouldBeTrue($"{values[parameter.Name]} of {url} against {constraint}");
        foreach (var parameter in parameters.Where(p => !p.Optional)) values.ShouldContainKey(parameter.Name, url);
    }

    private static RouteParameter Parameter(Random random, string name) => new(name, random.Next(3) == 0 ? "query" : "path")
    {
        Type = Types[random.Next(Types.Length)],
        Optional = random.Next(5) == 0,
        Constraints = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Constraint(random))],
    };

    private static string Constraint(Random random)
    {
        var (low, high) = (random.Next(-20, 20), random.Next(0, 40));
        return random.Next(10) switch
        {
            0 => "int",
            1 => "guid",
            2 => "alpha",
            3 => string.Create(CultureInfo.InvariantCulture, $"min({low})"),
            4 => string.Create(CultureInfo.InvariantCulture, $"max({high})"),
            5 => string.Create(CultureInfo.InvariantCulture, $"range({low},{low + high})"),
            6 => string.Create(CultureInfo.InvariantCulture, $"length({1 + high})"),
            7 => string.Create(CultureInfo.InvariantCulture, $"minlength({high})"),
            8 => string.Create(CultureInfo.InvariantCulture, $"maxlength({1 + high})"),
            _ => @"regex(^[\w-]+$)",
        };
    }

    // Written apart from the product's own constraints, so that both cannot be wrong in the same way.
    private static bool Satisfies(string value, string constraint)
    {
        var numbers = Regex.Matches(constraint.StartsWith("regex", StringComparison.Ordinal) ? "" : constraint, @"-?\d+").Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture)).ToList();
        return constraint.Split('(')[0] switch
        {
            "int" => Regex.IsMatch(value, @"^-?\d{1,9}$"),
            "guid" => Guid.TryParseExact(value, "D", out _),
            "alpha" => Regex.IsMatch(value, "^[A-Za-z]*$"),
            "min" => decimal.Parse(value, CultureInfo.InvariantCulture) >= numbers[0],
            "max" => decimal.Parse(value, CultureInfo.InvariantCulture) <= numbers[0],
            "range" => decimal.Parse(value, CultureInfo.InvariantCulture) is var n && n >= numbers[0] && n <= numbers[1],
            "length" => value.Length == numbers[0],
            "minlength" => value.Length >= numbers[0],
            "maxlength" => value.Length <= numbers[0],
            _ => Regex.IsMatch(value, @"^[\w-]+$"),
        };
    }
}
