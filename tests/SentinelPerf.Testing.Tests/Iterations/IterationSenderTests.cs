using System.Net;
using SentinelPerf.Load;
using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing.Tests.Iterations;

public sealed class IterationSenderTests : IDisposable
{
    private readonly HttpClient _client = new();

    [Fact]
    public void Send_MethodThatHasEnded_CompletesBeforeItReturns() => Outcome((_, _) => Task.CompletedTask).ShouldBe(new RequestOutcome(OutcomeKind.Success));

    [Fact]
    public void Send_MethodThatEndsLater_CompletesWhereItEnds()
    {
        var end = new TaskCompletionSource();
        var sink = new Sink();
        using var sender = Sender((_, _) => end.Task);

        sender.Send(0, 0, slot: 7, sink);
        sink.Ended.ShouldBeEmpty();
        end.SetResult();

        sink.Ended.ShouldHaveSingleItem().ShouldBe((7, new RequestOutcome(OutcomeKind.Success)));
    }

    [Fact]
    public void Send_ManyInFlight_EachCompletesOnceUnderItsOwnSlot()
    {
        var ends = new Queue<TaskCompletionSource>();
        var sink = new Sink();
        using var sender = Sender((_, _) =>
        {
            ends.Enqueue(new TaskCompletionSource());
            return ends.Last().Task;
        });

        foreach (var round in Enumerable.Range(0, 3))
        {
            for (var slot = 0; slot < 10; slot++) sender.Send(0, 0, (10 * round) + slot, sink);
            while (ends.TryDequeue(out var end)) end.SetResult();
        }

        sink.Ended.Select(e => e.Slot).ShouldBe(Enumerable.Range(0, 30));
    }

    public static TheoryData<Exception, OutcomeKind, int, string?> Failures() => new()
    {
        { new HttpRequestException("no", null, HttpStatusCode.ServiceUnavailable), OutcomeKind.Status, 503, null },
        { new HttpRequestException(HttpRequestError.ConnectionError, "Connection refused"), OutcomeKind.Refused, 0, "Connection refused" },
        { new HttpRequestException(HttpRequestError.ResponseEnded, "ended"), OutcomeKind.Reset, 0, "ended" },
        { new TaskCanceledException(), OutcomeKind.Timeout, 0, null },
        { new InvalidOperationException("total\nis wrong"), OutcomeKind.Check, 0, "InvalidOperationException: total is wrong" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Send_MethodThatFails_IsAnErrorOfItsKind(Exception exception, OutcomeKind kind, int status, string? detail)
    {
        var expected = new RequestOutcome(kind, status, detail);

        Outcome((_, _) => throw exception).ShouldBe(expected);
        Outcome((_, _) => exception is OperationCanceledException ? Task.FromCanceled(new CancellationToken(true)) : Task.FromException(exception)).ShouldBe(expected);
    }

    [Fact]
    public void Send_MethodThatReturnsNull_IsAnError() => Outcome((_, _) => null!).Kind.ShouldBe(OutcomeKind.Check);

    [Fact]
    public void AbortInFlight_MethodThatHearsTheToken_CompletesAsAborted_AndTheSenderStaysUsable()
    {
        var sink = new Sink();
        using var sender = Sender((_, cancel) =>
        {
            var never = new TaskCompletionSource();
            cancel.Register(() => never.TrySetCanceled(cancel));
            return never.Task;
        });
        sender.Send(0, 0, 0, sink);

        sender.AbortInFlight();
        sender.Send(0, 0, 1, sink);

        sink.Ended.ShouldHaveSingleItem().ShouldBe((0, new RequestOutcome(OutcomeKind.Aborted)));
        sender.AbortInFlight();
        sink.Ended.Count.ShouldBe(2);
    }

    [Fact]
    public void Send_EmptyMethod_AllocatesNothing()
    {
        var sink = new Count();
        using var sender = Sender((_, _) => Task.CompletedTask);
        sender.Send(0, 0, 0, sink);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) sender.Send(0, 0, i, sink);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        sink.Ended.ShouldBe(10_001);
    }

    [Fact]
    public void Send_MethodThatEndsLater_AllocatesOnlyWhatTheMethodDoes()
    {
        const int rounds = 1_000;
        var ends = Enumerable.Range(0, 2 * rounds).Select(_ => new TaskCompletionSource()).ToArray();
        var next = 0;
        var sink = new Count();
        using var sender = Sender((_, _) => ends[next].Task);
        for (; next < rounds; next++) Round();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (; next < 2 * rounds; next++) Round();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(rounds);
        sink.Ended.ShouldBe(2 * rounds);

        void Round()
        {
            sender.Send(0, 0, next, sink);
            ends[next].SetResult();
        }
    }

    public void Dispose() => _client.Dispose();

    private RequestOutcome Outcome(Func<HttpClient, CancellationToken, Task> iteration)
    {
        var sink = new Sink();
        using var sender = Sender(iteration);
        sender.Send(0, 0, 0, sink);
        return sink.Ended.ShouldHaveSingleItem().Outcome;
    }

    private IterationSender Sender(Func<HttpClient, CancellationToken, Task> iteration) => new(iteration, _client);

    private sealed class Sink : ICompletionSink
    {
        public List<(int Slot, RequestOutcome Outcome)> Ended { get; } = [];

        public void Complete(int slot, in RequestOutcome outcome) => Ended.Add((slot, outcome));
    }

    private sealed class Count : ICompletionSink
    {
        public int Ended { get; private set; }

        public void Complete(int slot, in RequestOutcome outcome) => Ended++;
    }
}
