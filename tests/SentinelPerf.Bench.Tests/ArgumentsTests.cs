namespace SentinelPerf.Bench.Tests;

public sealed class ArgumentsTests
{
    [Theory]
    [InlineData("--rond 3", "'--rond' is no option")]
    [InlineData("--rounds", "--rounds needs a value")]
    [InlineData("--rounds 0", "no whole number")]
    [InlineData("--rounds x", "no whole number")]
    [InlineData("--limit 3", "a number with a unit")]
    [InlineData("one two", "'two' is one word too many")]
    public void Arguments_Mistake_SaysWhatIsWrong(string line, string message) => Should.Throw<UsageException>(() =>
    {
        var arguments = new Arguments(line.Split(' '), 1, ["--rounds", "--limit"], "--flag");
        _ = arguments.Whole("--rounds", 5);
        _ = arguments.Time("--limit", TimeSpan.FromSeconds(1));
    }).Message.ShouldContain(message);

    [Fact]
    public void Arguments_AllGiven_AreRead()
    {
        var arguments = new Arguments(["file", "--rounds", "7", "--flag", "--limit", "1.5m"], 1, ["--rounds", "--limit"], "--flag");
        arguments.Positions.ShouldBe(["file"]);
        arguments.Whole("--rounds", 5).ShouldBe(7);
        arguments.Time("--limit", TimeSpan.Zero).ShouldBe(TimeSpan.FromSeconds(90));
        arguments.Has("--flag").ShouldBeTrue();
    }

    [Fact]
    public void Spread_OddNumberOfRounds_IsLeastMiddleGreatest() => Spread.Of([3, 1, 1234.5]).ShouldBe("1–3–1234");
}
