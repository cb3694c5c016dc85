using SentinelPerf.Measurement;
using SentinelPerf.Traffic;

namespace SentinelPerf.Core.Tests.Traffic;

public sealed class ValueGeneratorTests
{
    [Fact]
    public void Make_Range_GivesEveryNumberOfItAndNoOther()
    {
        var range = new NumberRange(-3, 9, 4);
        range.Count.ShouldBe(4);
        Draw(range).Distinct().Order(StringComparer.Ordinal).ShouldBe(["-3", "1", "5", "9"]);
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(0, long.MaxValue)]
    [InlineData(7, 7)]
    public void Make_AnyRange_StaysInside(long first, long last) =>
        Draw(new NumberRange(first, last)).Select(v => long.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).ShouldAllBe(n => n >= first && n <= last);

    [Fact]
    public void Make_Uuid_IsOneOfVersionFour() =>
        Draw(new RandomUuid()).Distinct().ToList().ShouldSatisfyAllConditions(
            all => all.Count.ShouldBe(1000),
            all => all.ShouldAllBe(v => Guid.ParseExact(v, "D").Version == 4 && "89ab".Contains(v[19])));

    [Fact]
    public void Make_Text_HasItsLength() => Draw(new RandomText(12)).ShouldAllBe(v => v.Length == 12 && v.All(char.IsAsciiLetterOrDigit));

    [Fact]
    public void Make_SameBits_GivesTheSameValue() => Draw(new RandomText(8)).ShouldBe(Draw(new RandomText(8)));

    private static List<string> Draw(ValueGenerator generator) => [.. Enumerable.Range(0, 1000).Select(i => generator.Make(SeededRandom.At(1, (ulong)i)))];
}
