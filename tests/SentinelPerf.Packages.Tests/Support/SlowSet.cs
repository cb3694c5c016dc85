namespace SentinelPerf.Packages.Tests.Support;

/// <summary>Tests that take minutes: explicit, and run together by <c>.ci/run --slow</c>.</summary>
internal static class SlowSet
{
    public const string Trait = "Set";

    public const string Name = "slow";
}
