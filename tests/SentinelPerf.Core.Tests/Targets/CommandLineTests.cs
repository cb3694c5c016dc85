using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("  \t ", new string[0])]
    [InlineData("dotnet app.dll", new[] { "dotnet", "app.dll" })]
    [InlineData("  a   b  ", new[] { "a", "b" })]
    [InlineData("\"C:\\Program Files\\x.exe\" --a=1", new[] { "C:\\Program Files\\x.exe", "--a=1" })]
    [InlineData("sh -c 'echo \"x y\"'", new[] { "sh", "-c", "echo \"x y\"" })]
    [InlineData("a \"say \\\"hi\\\"\" \"\"", new[] { "a", "say \"hi\"", "" })]
    [InlineData("--x=\"1 2\"z", new[] { "--x=1 2z" })]
    public void Split_Line_GivesItsWords(string line, string[] words) => CommandLine.Split(line).ShouldBe(words);

    [Theory]
    [InlineData("exec")]
    [InlineData("/a folder/app.dll")]
    [InlineData("C:\\bin\\")]
    [InlineData("it's")]
    [InlineData("it's \"quoted\"")]
    [InlineData("")]
    public void Quote_Word_IsGivenBackBySplit(string word) => CommandLine.Split($"a {CommandLine.Quote(word)} z").ShouldBe(["a", word, "z"]);

    [Theory]
    [InlineData("a 'b")]
    [InlineData("a \"b\\\"")]
    public void Split_OpenQuote_IsAnError(string line) =>
        Should.Throw<SentinelException>(() => CommandLine.Split(line)).Problems.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.CommandLineInvalid.Code);
}
