using System.Reflection;
using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing.Tests.Iterations;

public sealed class IterationShapeTests
{
    [Theory]
    [InlineData(nameof(Shapes.ClientAndToken))]
    [InlineData(nameof(Shapes.Client))]
    [InlineData(nameof(Shapes.Token))]
    [InlineData(nameof(Shapes.Context))]
    [InlineData(nameof(Shapes.ContextAndClient))]
    [InlineData(nameof(Shapes.Static))]
    [InlineData(nameof(Shapes.Swapped))]
    [InlineData(nameof(Shapes.WithResult))]
    [InlineData(nameof(Shapes.Value))]
    [InlineData(nameof(Shapes.ValueWithResult))]
    public async Task Bind_ValidShape_CallsTheMethodWithWhatItTakes(string name)
    {
        using var client = new HttpClient();
        using var cancel = new CancellationTokenSource();
        var takes = Method(name).GetParameters().Select(p => p.ParameterType).ToHashSet();
        var context = takes.Contains(typeof(PerfContext));

        IterationShape.Problem(Method(name), hasData: false).ShouldBeNull();
        await IterationShape.Bind(Method(name), new Shapes(), [], seed: 1)(client, cancel.Token);

        Shapes.Seen.Value.ShouldBe((context || takes.Contains(typeof(HttpClient)) ? client : null, context || takes.Contains(typeof(CancellationToken)) ? cancel.Token : default));
    }

    [Fact]
    public async Task Bind_DataRow_FillsTheOtherParametersInTheirOrderAndWidensNumbers()
    {
        using var client = new HttpClient();

        await IterationShape.Bind(Method(nameof(Shapes.Row)), new Shapes(), ["/orders", 3, null], seed: 1)(client, CancellationToken.None);

        Shapes.SeenRow.Value.ShouldBe(("/orders", 3L, null));
    }

    [Theory]
    [InlineData("has 1 values", "/orders")]
    [InlineData("has 3 (Int32) for 'path'", 3, 3, null)]
    [InlineData("has null (no type) for 'page'", "/orders", null, null)]
    public void Problem_RowThatDoesNotFit_SaysWhatItHasAndWhatIsNeeded(string wrong, params object?[] row)
    {
        var problem = IterationShape.Problem(Method(nameof(Shapes.Row)), row).ShouldNotBeNull();

        (problem.Code, problem.Message).ShouldBe(("SP2092", $"[PerfBreakingPoint] Row: a data row {wrong}. Valid: one value for each of (String path, Int64 page, Nullable`1 size)."));
    }

    [Theory]
    [InlineData(nameof(Shapes.Void), false, "returns void")]
    [InlineData(nameof(Shapes.Nothing), false, "takes none of HttpClient, CancellationToken and PerfContext, so it cannot know what to call")]
    [InlineData(nameof(Shapes.Twice), false, "takes HttpClient twice")]
    [InlineData(nameof(Shapes.Row), false, "takes String, Int64, Nullable`1, but has no data rows")]
    [InlineData(nameof(Shapes.Client), true, "has data rows, but no parameter that takes their values")]
    [InlineData(nameof(Shapes.Generic), false, "is generic")]
    [InlineData(nameof(Shapes.Reference), false, "takes a parameter by reference (HttpClient&)")]
    public void Problem_WrongShape_SaysItAndTheValidOnes(string name, bool hasData, string wrong)
    {
        var problem = IterationShape.Problem(Method(name), hasData).ShouldNotBeNull();

        (problem.Code, problem.Message).ShouldBe(("SP2091", $"[PerfBreakingPoint] {name} {wrong}. {IterationShape.Valid}"));
    }

    private static MethodInfo Method(string name) => typeof(Shapes).GetMethod(name)!;

#pragma warning disable CA1822, CA1068, xUnit1051 // The shapes are what is tested.
    public sealed class Shapes
    {
        public static AsyncLocal<(HttpClient?, CancellationToken)> Seen { get; } = new();

        public static AsyncLocal<(string, long, int?)> SeenRow { get; } = new();

        public Task ClientAndToken(HttpClient client, CancellationToken cancel) => See(client, cancel);

        public Task Client(HttpClient client) => See(client, default);

        public Task Token(CancellationToken cancel) => See(null, cancel);

        public Task Context(PerfContext context) => See(context.Client, context.Cancel);

        public static Task Static(HttpClient client, CancellationToken cancel) => See(client, cancel);

        public Task<int> WithResult(HttpClient client)
        {
            See(client, default);
            return Task.FromResult(1);
        }

        public void Void(HttpClient client) => _ = client;

        public Task Nothing() => Task.CompletedTask;

        public Task ContextAndClient(PerfContext context, HttpClient client) => See(context.Client == client ? client : null, context.Cancel);

        public ValueTask Value(HttpClient client) => new(See(client, default));

        public ValueTask<int> ValueWithResult(HttpClient client)
        {
            See(client, default);
            return new(1);
        }

        public Task Row(string path, HttpClient client, long page, int? size)
        {
            SeenRow.Value = (path, page, size);
            return See(client, default);
        }

        public Task Twice(HttpClient client, HttpClient other) => Task.FromResult((client, other));

        public Task Reference(in HttpClient client) => See(client, default);

        public Task Swapped(CancellationToken cancel, HttpClient client) => See(client, cancel);

        public Task Generic<T>(HttpClient client) => See(client, default);

        private static Task See(HttpClient? client, CancellationToken cancel)
        {
            Seen.Value = (client, cancel);
            return Task.CompletedTask;
        }
    }
#pragma warning restore CA1822, CA1068, xUnit1051
}
