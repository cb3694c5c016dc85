using SentinelPerf.Chat;
using SentinelPerf.Core.Tests.Signals;

namespace SentinelPerf.Core.Tests.Chat;

public sealed class CircuitBreakerTests
{
    private readonly ManualTime _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new CircuitBreaker(new CircuitBreakerOptions { Failures = 2, BreakFor = TimeSpan.FromSeconds(30), Probes = 2 }, _time);

    [Fact]
    public void TryEnter_FailuresInARow_OpensAfterSoMany()
    {
        Fail();
        _breaker.Succeeded();
        Fail();
        _breaker.State.ShouldBe(BreakerState.Closed);
        Fail();
        _breaker.State.ShouldBe(BreakerState.Open);
        _breaker.TryEnter().ShouldBeFalse();
    }

    [Fact]
    public void TryEnter_HalfOpen_LetsOneAtATimeAndClosesAfterTheProbes()
    {
        Fail();
        Fail();
        _time.Advance(TimeSpan.FromSeconds(31));
        _breaker.State.ShouldBe(BreakerState.HalfOpen);
        _breaker.TryEnter().ShouldBeTrue();
        _breaker.TryEnter().ShouldBeFalse();
        _breaker.Succeeded();
        _breaker.State.ShouldBe(BreakerState.HalfOpen);
        _breaker.TryEnter().ShouldBeTrue();
        _breaker.Succeeded();
        _breaker.State.ShouldBe(BreakerState.Closed);
    }

    [Fact]
    public void TryEnter_ProbeThatFails_OpensAgain()
    {
        Fail();
        Fail();
        _time.Advance(TimeSpan.FromSeconds(31));
        Fail();
        _breaker.State.ShouldBe(BreakerState.Open);
        _time.Advance(TimeSpan.FromSeconds(29));
        _breaker.TryEnter().ShouldBeFalse();
    }

    [Fact]
    public void TryEnter_SwitchedOff_NeverOpens()
    {
        var off = new CircuitBreaker(new CircuitBreakerOptions { Enabled = false, Failures = 1 }, _time);
        off.Failed();
        off.TryEnter().ShouldBeTrue();
    }

    private void Fail()
    {
        _breaker.TryEnter().ShouldBeTrue();
        _breaker.Failed();
    }
}
