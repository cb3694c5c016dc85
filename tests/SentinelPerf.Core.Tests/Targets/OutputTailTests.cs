using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class OutputTailTests
{
    [Fact]
    public async Task ReadAsync_ManyLines_KeepsTheLastFifty()
    {
        var tail = new OutputTail([]);
        await tail.ReadAsync(new StringReader(string.Join("\r\n", Enumerable.Range(1, 120))));

        tail.Lines.Length.ShouldBe(OutputTail.MaxLines);
        tail.Lines[0].ShouldBe("71");
        tail.Lines[^1].ShouldBe("120");
    }

    [Fact]
    public async Task ReadAsync_EndlessLine_IsCut()
    {
        var tail = new OutputTail([]);
        await tail.ReadAsync(new StringReader(new string('x', 100_000) + "\nend"));

        tail.Lines[0].Length.ShouldBe(OutputTail.MaxLineLength);
        tail.Lines[1].ShouldBe("end");
    }

    [Fact]
    public async Task ReadAsync_SecretsAndControlCharacters_AreNotKept()
    {
        var tail = new OutputTail(["hunter2"]);
        await tail.ReadAsync(new StringReader("pass=hunter2 \u001b[0m\u0007done\n\n"));

        tail.Lines.ShouldBe(["pass=*** [0mdone"]);
    }
}
