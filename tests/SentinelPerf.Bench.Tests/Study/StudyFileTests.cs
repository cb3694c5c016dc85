using SentinelPerf.Bench.Study;

namespace SentinelPerf.Bench.Tests.Study;

public sealed class StudyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sentinelperf-study-tests-");

    private string CsvPath => Path.Combine(_folder.FullName, "new", "study.csv");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Append_ThenRead_GivesTheSameRows()
    {
        var odd = Rows.Found(101.25, 99.5, 103, server: "CPU, \"2 cores\"") with { Right = true, Reason = "SP5005 non-monotone", Cause = "crash", Truth = null };
        using (var file = StudyFile.Open(CsvPath))
        {
            file.Append(odd);
            file.Append(Rows.Open("no-fail", seed: 2));
        }
        StudyFile.Read(CsvPath).ShouldBe([odd, Rows.Open("no-fail", seed: 2)]);
    }

    [Fact]
    public void Append_BeforeAnythingIsClosed_IsInTheFile()
    {
        using var file = StudyFile.Open(CsvPath);
        file.Append(Rows.Found(100, 99, 101));
        using var other = new FileStream(CsvPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        new StreamReader(other).ReadToEnd().Split('\n').Length.ShouldBe(3); // header, row, the end
    }

    [Fact]
    public void Open_RowsAreThere_HoldsThemAndNoOthers()
    {
        using (var file = StudyFile.Open(CsvPath)) file.Append(Rows.Found(100, 99, 101));
        using var again = StudyFile.Open(CsvPath);
        again.Count.ShouldBe(1);
        again.Holds(Rows.Cell()).ShouldBeTrue();
        again.Holds(Rows.Cell(seed: 2)).ShouldBeFalse();
        again.Holds(Rows.Cell(budget: 40)).ShouldBeFalse();
        again.Holds(Rows.Cell(condition: "build")).ShouldBeFalse();
        again.Holds(Rows.Cell(server: "lock")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(60)]
    public void Open_LastLineIsCutShort_CutsItOffSoThatItsRunIsMadeAgain(int missing)
    {
        using (var file = StudyFile.Open(CsvPath))
        {
            file.Append(Rows.Found(100, 99, 101));
            file.Append(Rows.Found(100, 99, 101, seed: 2));
        }
        using (var stream = File.OpenWrite(CsvPath)) stream.SetLength(stream.Length - missing);
        StudyFile.Read(CsvPath).Count.ShouldBe(1);
        using (var file = StudyFile.Open(CsvPath))
        {
            file.Holds(Rows.Cell(seed: 2)).ShouldBeFalse();
            file.Append(Rows.Found(102, 99, 103, seed: 3));
        }
        StudyFile.Read(CsvPath).Select(r => r.Cell.Seed).ShouldBe([1UL, 3UL]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Open_OnlyAPieceOfTheHeader_BeginsAnew(int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CsvPath)!);
        File.WriteAllText(CsvPath, StudyCsv.Header[..length]);
        using (var file = StudyFile.Open(CsvPath)) file.Append(Rows.Found(100, 99, 101));
        StudyFile.Read(CsvPath).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("name,age\nx,1\n")]
    [InlineData("a text of somebody else")]
    public void Open_FileOfSomebodyElse_RefusesAndLeavesIt(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(CsvPath)!);
        File.WriteAllText(CsvPath, content);
        Should.Throw<UsageException>(() => StudyFile.Open(CsvPath)).Message.ShouldContain("is no study");
        File.ReadAllText(CsvPath).ShouldBe(content);
    }

    [Fact]
    public void Open_BrokenLineInside_SaysWhich()
    {
        using (var file = StudyFile.Open(CsvPath)) file.Append(Rows.Found(100, 99, 101));
        File.AppendAllText(CsvPath, "1,2,3\n");
        Should.Throw<UsageException>(() => StudyFile.Open(CsvPath)).Message.ShouldContain("study.csv(3)");
    }

    [Fact]
    public void Open_AnotherWritesToIt_Refuses()
    {
        using var first = StudyFile.Open(CsvPath);
        Should.Throw<UsageException>(() => StudyFile.Open(CsvPath)).Message.ShouldContain("another study");
    }
}
