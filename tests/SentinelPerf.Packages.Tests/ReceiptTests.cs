using SentinelPerf.MSBuild;

namespace SentinelPerf.Packages.Tests;

public sealed class ReceiptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sentinelperf-receipt-").FullName;

    private string Summary => Path.Combine(_folder, "summary.json");

    private string ReceiptFile => Path.Combine(_folder, "obj", "sentinelperf.receipt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void ReadSummary_ReceiptOfAnEarlierRun_CountsForNothing()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ReceiptFile)!);
        WriteSummary();
        File.WriteAllText(ReceiptFile, Summary);

        var receipt = new Receipt(ReceiptFile);

        receipt.ReadSummary().ShouldBeNull();
        receipt.Failure.ShouldContain("no summary");
    }

    [Fact]
    public void ReadSummary_SummaryOlderThanTheRun_CountsForNothing()
    {
        var receipt = new Receipt(ReceiptFile);
        WriteSummary();
        File.SetLastWriteTimeUtc(Summary, DateTime.UnixEpoch);
        File.WriteAllText(ReceiptFile, Summary);

        receipt.ReadSummary().ShouldBeNull();

        receipt.Failure.ShouldContain("older than the run");
    }

    [Fact]
    public void ReadSummary_ReceiptAfterTheStart_GivesTheSummary()
    {
        var receipt = new Receipt(ReceiptFile);
        WriteSummary();
        File.WriteAllText(receipt.Path, Summary + Environment.NewLine);

        receipt.ReadSummary().ShouldNotBeNull().Verdict.ShouldBe("pass");
    }

    private void WriteSummary() => File.WriteAllText(Summary, """{ "verdict": "pass", "exitCode": 0 }""");
}
