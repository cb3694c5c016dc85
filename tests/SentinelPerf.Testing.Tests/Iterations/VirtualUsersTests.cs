using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing.Tests.Iterations;

public sealed class VirtualUsersTests : IDisposable
{
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Bind_SameSeed_CountsIterationsAndDrawsTheSame()
    {
        var first = await DrawAsync(seed: 1);

        (await DrawAsync(seed: 1)).ShouldBe(first);
        (await DrawAsync(seed: 2)).ShouldNotBe(first);
        first.Select(d => d.Iteration).ShouldBe([0, 1, 2]);
        first.Select(d => d.Drawn).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Bind_IterationsInFlight_EachHasAUserOfItsOwn_AndUsersComeBackWithTheirState()
    {
        var ends = new List<TaskCompletionSource>();
        var seen = new List<(int User, object? Kept)>();
        var iteration = new VirtualUsers(1).Bind(context =>
        {
            seen.Add((context.UserId, context.State.TryGetValue("token", out var kept) ? kept : null));
            context.State["token"] = $"of {context.UserId}";
            ends.Add(new TaskCompletionSource());
            return ends[^1].Task;
        });

        for (var i = 0; i < 2; i++) _ = iteration(_client, CancellationToken.None);
        ends[1].SetResult();
        ends[0].SetException(new InvalidOperationException("ends too"));
        for (var i = 0; i < 3; i++) _ = iteration(_client, CancellationToken.None);

        seen.ShouldBe([(0, null), (1, null), (1, "of 1"), (0, "of 0"), (2, null)]);
    }

    [Fact]
    public void Bind_IterationThatThrowsAtOnce_GivesItsUserBack()
    {
        var users = new List<int>();
        var iteration = new VirtualUsers(1).Bind(context =>
        {
            users.Add(context.UserId);
            throw new InvalidOperationException("at once");
        });

        for (var i = 0; i < 2; i++) Should.Throw<InvalidOperationException>(() => { iteration(_client, CancellationToken.None); });

        users.ShouldBe([0, 0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_ThatDoesNotHold_LetsTheIterationGoOnAndMakesItAnErrorWithTheFirstName(bool later)
    {
        var wentOn = false;
        var gate = new TaskCompletionSource();
        var task = new VirtualUsers(1).Bind(async context =>
        {
            if (later) await gate.Task;
            context.Check(true, "holds").ShouldBeTrue();
            context.Check(false, "total").ShouldBeFalse();
            context.Check(false, "tax");
            wentOn = true;
        })(_client, CancellationToken.None);
        gate.SetResult();

        (await Should.ThrowAsync<PerfCheckException>(() => task)).Message.ShouldBe("check 'total' failed");

        wentOn.ShouldBeTrue();
    }

    [Fact]
    public async Task Bind_CancelledIteration_StaysCancelled()
    {
        using var cancel = new CancellationTokenSource();
        var task = new VirtualUsers(1).Bind(context => Task.Delay(Timeout.Infinite, context.Cancel))(_client, cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<TaskCanceledException>(() => task);
    }

    private async Task<List<(long Iteration, int Drawn)>> DrawAsync(ulong seed)
    {
        var drawn = new List<(long, int)>();
        var iteration = new VirtualUsers(seed).Bind(context =>
        {
            drawn.Add((context.Iteration, context.Random.Next()));
            return Task.CompletedTask;
        });
        for (var i = 0; i < 3; i++) await iteration(_client, CancellationToken.None);
        return drawn;
    }
}
