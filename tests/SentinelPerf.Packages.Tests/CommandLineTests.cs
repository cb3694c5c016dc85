using System.Diagnostics;
using System.Text.Json;
using SentinelPerf.MSBuild;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Quote_EveryKindOfArgument_ArrivesUnchangedInAnotherProcess()
    {
        string[] arguments =
        [
            "plain", "", " ", "two words", "tab\tbed", "\"", "say \"hi\"", @"\", @"a\b", @"a\\b", @"ends with \", @"C:\Program Files\", @"\\server\share name\", "\\\"", "a\\\\\"b c",
            "--name=value with space", "-x", "1%", "a;b", "$(x)", "'single'", "ü€", "*", "line\nbreak",
        ];
        var line = string.Join(' ', arguments.Prepend("echo").Prepend(Places.FakeTool).Prepend("exec").Select(ArgumentQuoting.Quote));

        using var process = Process.Start(new ProcessStartInfo("dotnet", line) { RedirectStandardOutput = true, StandardOutputEncoding = System.Text.Encoding.UTF8 })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonSerializer.Deserialize<string>(l)).ShouldBe(arguments);
    }

    [Fact]
    public void Add_ValueNotSet_IsLeftOut() =>
        new RunnerCommand("run").Add("url", null).Add("config", " ").AddEach("telemetry", []).AddRaw("").PrecededBy("exec").ShouldBe("exec run");

    [Fact]
    public void Add_ValueSet_IsOneTokenAndRawArgumentsStayAsTheyAre() =>
        new RunnerCommand("run").Add("built-arguments", "--urls x").AddFlag("lifeline").AddRaw("--set \"a=b c\"").PrecededBy("exec", "/a b/t.dll")
            .ShouldBe("exec \"/a b/t.dll\" run \"--built-arguments=--urls x\" --lifeline --set \"a=b c\"");
}
