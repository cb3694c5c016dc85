using System.Text;
using SentinelPerf.Diagnostics;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

public sealed class SummaryReaderTests
{
    public static TheoryData<string> Runs => SampleRuns.Names;

    [Theory]
    [MemberData(nameof(Runs))]
    public void Parse_WrittenSummary_ComesBackTheSame(string name)
    {
        var written = SummaryWriter.ToUtf8(SummaryMapper.Map(SampleRuns.All[name], new("report.md", ["capacity.svg"])));

        SummaryWriter.ToUtf8(SummaryReader.Parse(written, "summary.json")).ShouldBe(written);
    }

    [Theory]
    [InlineData("", "SP9003", "it is empty")]
    [InlineData("{", "SP9003", "summary.json")]
    [InlineData("[]", "SP9003", "schemaVersion")]
    [InlineData("""{"schemaVersion": "1.0"}""", "SP9003", "missing required properties")]
    [InlineData("""{"schemaVersion": "2.0"}""", "SP9004", "'2.0'")]
    public void Parse_NoSummary_SaysWhatIsWrong(string json, string code, string says)
    {
        var problem = Should.Throw<SentinelException>(() => SummaryReader.Parse(Encoding.UTF8.GetBytes(json), "summary.json")).Problems.ShouldHaveSingleItem();

        problem.Code.ShouldBe(code);
        problem.Message.ShouldContain(says);
        problem.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Read_NoSuchFile_NamesIt()
    {
        var problem = Should.Throw<SentinelException>(() => SummaryReader.Read("no/such/summary.json")).Problems[0];

        problem.Code.ShouldBe("SP9003");
        problem.Message.ShouldContain("no/such/summary.json: there is no such file");
    }

    [Fact]
    public void Parse_SummaryWithPropertiesOfALaterVersion_IsRead()
    {
        var written = Encoding.UTF8.GetString(SummaryWriter.ToUtf8(SummaryMapper.Map(SampleRuns.Found(), new("report.md", []))));
        var later = written.Replace("\"schemaVersion\": \"1.0\",", "\"schemaVersion\": \"1.7\", \"later\": { \"a\": 1 },", StringComparison.Ordinal);

        SummaryReader.Parse(Encoding.UTF8.GetBytes(later), "summary.json").SchemaVersion.ShouldBe("1.7");
    }
}
