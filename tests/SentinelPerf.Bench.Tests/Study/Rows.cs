using SentinelPerf.Bench.Study;

namespace SentinelPerf.Bench.Tests.Study;

/// <summary>Rows for tests.</summary>
internal static class Rows
{
    public static StudyCell Cell(string server = "pool", ulong seed = 1, double budget = 90, string condition = "quiet") => new(server, TimeSpan.FromSeconds(budget), condition, seed);

    public static StudyRow Found(double rate, double low, double high, double truth = 100, string server = "pool", ulong seed = 1, string group = "fitted") => new()
    {
        Cell = Cell(server, seed), Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Group = group, Truth = truth, Status = "found",
        Rate = rate, Low = low, High = high, WallSeconds = 60, Machine = "m", Commit = "abcdef1",
    };

    public static StudyRow Open(string reason, ulong seed = 1) => Found(0, 0, 0, seed: seed) with { Status = "inconclusive", Rate = null, Low = null, High = null, Reason = reason };
}
