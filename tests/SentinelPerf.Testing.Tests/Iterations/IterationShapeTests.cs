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
    [InlineData(nameof(Shapes.Static))]
    [InlineData(nameof(Shapes.WithResult))]
    public async Task Bind_ValidShape_CallsTheMethodWithWhatItTakes(string name)
    {
        using var client = new HttpClient();
        using var cancel = new CancellationTokenSource();
        var shapes = new Shapes();

        await IterationShape.Bind(Method(name), shapes)(client, cancel.Token);

        Shapes.Seen.Value.ShouldBe((name is nameof(Shapes.Token) ? null : client, name is nameof(Shapes.Client) or nameof(Shapes.WithResult) ? default : cancel.Token));
    }

    [Fact]
    public async Task Bind_Context_CountsIterationsAndDrawsTheSameForTheSameNumber()
    {
        using var client = new HttpClient();
        var drawn = new List<(long, int)>();
        var numbers = new Numbers(drawn);
        var method = typeof(Numbers).GetMethod(nameof(Numbers.Draw))!;

        foreach (var _ in Enumerable.Range(0, 2))
        {
            var iteration = IterationShape.Bind(method, numbers);
            for (var i = 0; i < 3; i++) await iteration(client, CancellationToken.None);
        }

        drawn[..3].ShouldBe(drawn[3..]);
        drawn.Select(d => d.Item1).Take(3).ShouldBe([0, 1, 2]);
        drawn.Take(3).Select(d => d.Item2).Distinct().Count().ShouldBe(3);
    }

    [Theory]
    [InlineData(nameof(Shapes.Void), "[PerfBreakingPoint] Void returns void.")]
    [InlineData(nameof(Shapes.Nothing), "[PerfBreakingPoint] Nothing takes nothing, so it cannot know what to call.")]
    [InlineData(nameof(Shapes.Wrong), "[PerfBreakingPoint] Wrong takes (Int32, String).")]
    [InlineData(nameof(Shapes.Swapped), "[PerfBreakingPoint] Swapped takes (CancellationToken, HttpClient).")]
    [InlineData(nameof(Shapes.Generic), "[PerfBreakingPoint] Generic is generic.")]
    public void Problem_WrongShape_SaysItAndTheValidOnes(string name, string problem) =>
        IterationShape.Problem(Method(name)).ShouldBe($"{problem} {IterationShape.Valid}");

    private static MethodInfo Method(string name) => typeof(Shapes).GetMethod(name)!;

    public sealed class Numbers(List<(long, int)> drawn)
    {
        public Task Draw(PerfContext context)
        {
            drawn.Add((context.Iteration, context.Random.Next()));
            return Task.CompletedTask;
        }
    }

#pragma warning disable CA1822, CA1068, xUnit1051 // The shapes are what is tested.
    public sealed class Shapes
    {
        public static AsyncLocal<(HttpClient?, CancellationToken)> Seen { get; } = new();

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

        public Task Wrong(int a, string b) => Task.FromResult((a, b));

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
