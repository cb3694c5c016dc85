using SentinelPerf.Load;

namespace SentinelPerf.Core.Tests.Load;

public sealed class CorePlanTests
{
    [Theory]
    [InlineData(Placement.Auto, "0", "", "")]
    [InlineData(Placement.Auto, "0,1", "", "")]
    [InlineData(Placement.Auto, "0,1,2", "", "")]
    [InlineData(Placement.Auto, "0,1,2,3", "3", "0,1,2")]
    [InlineData(Placement.Auto, "0,1,2,3,4,5,6,7", "6,7", "0,1,2,3,4,5")]
    [InlineData(Placement.Auto, "70,3,9,12,40", "70", "3,9,12,40")]
    [InlineData(Placement.Shared, "0,1,2,3", "", "")]
    [InlineData(Placement.Split, "0,1", "1", "0")]
    [InlineData(Placement.Split, "5,2,3", "5", "2,3")]
    public void Of_UsableCores_GivesTheGeneratorAQuarterAndAtLeastOne(Placement wanted, string usable, string generator, string target)
    {
        var plan = CorePlan.Of(wanted, [.. usable.Split(',').Select(int.Parse)], 64, startsTarget: true);
        (string.Join(',', plan.Generator), string.Join(',', plan.Target)).ShouldBe((generator, target));
        plan.Problem.ShouldBeNull();
    }

    [Fact]
    public void Of_SixtyFourCores_AreAllGivenOnce()
    {
        var plan = CorePlan.Of(Placement.Auto, [.. Enumerable.Range(0, 64)], 64, startsTarget: true);
        plan.Generator.Length.ShouldBe(16);
        plan.Generator.Concat(plan.Target).Order().ShouldBe(Enumerable.Range(0, 64));
    }

    [Fact]
    public void Of_QuotaBelowFourCores_AutoShares() =>
        CorePlan.Of(Placement.Auto, [.. Enumerable.Range(0, 8)], 3.5, startsTarget: true).IsSplit.ShouldBeFalse();

    [Fact]
    public void Of_QuotaBelowTheCores_AutoShares() =>
        CorePlan.Of(Placement.Auto, [.. Enumerable.Range(0, 16)], 4, startsTarget: true).IsSplit.ShouldBeFalse("who spends the quota stops both");

    [Theory]
    [InlineData(2, false, "by its address")]
    [InlineData(1, true, "only one core")]
    [InlineData(0, true, "does not let")]
    public void Of_SplitThatCannotBe_SharesAndSaysWhy(int cores, bool startsTarget, string why)
    {
        var plan = CorePlan.Of(Placement.Split, [.. Enumerable.Range(0, cores)], cores, startsTarget);
        plan.IsSplit.ShouldBeFalse();
        plan.Problem.ShouldNotBeNull().Message.ShouldContain(why);
        plan.Problem.Code.ShouldBe("SP4010");
    }

    [Fact]
    public void Of_AutoForARunningTarget_SharesWithoutAWord() =>
        CorePlan.Of(Placement.Auto, [0, 1, 2, 3], 4, startsTarget: false).ShouldBe(CorePlan.Shared);
}
