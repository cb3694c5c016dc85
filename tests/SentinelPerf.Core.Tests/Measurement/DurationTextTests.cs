using SentinelPerf.Measurement;

namespace SentinelPerf.Core.Tests.Measurement;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData("1.5m", 90_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0.5 s", 500)]
    public void TryParse_NumberWithUnit_IsRead(string text, double milliseconds)
    {
        DurationText.TryParse(text, out var duration).ShouldBeTrue();
        duration.TotalMilliseconds.ShouldBe(milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("NaNs")]
    [InlineData("99999999999h")]
    public void TryParse_AnythingElse_IsRefused(string text) => DurationText.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(250, "250ms")]
    [InlineData(90_000, "90s")]
    [InlineData(1_500, "1.5s")]
    public void Format_AnyDuration_CanBeReadAgain(double milliseconds, string expected)
    {
        var text = DurationText.Format(TimeSpan.FromMilliseconds(milliseconds));
        text.ShouldBe(expected);
        DurationText.TryParse(text, out var again).ShouldBeTrue();
        again.TotalMilliseconds.ShouldBe(milliseconds);
    }
}
