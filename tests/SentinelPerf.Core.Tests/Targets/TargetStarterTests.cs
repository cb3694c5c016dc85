using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class TargetStarterTests
{
    [Fact]
    public async Task StartAsync_NoTarget_SaysWhatIsValid() => (await FailsAsync(new TargetOptions())).Code.ShouldBe(DiagnosticCodes.TargetNotNamed.Code);

    [Fact]
    public async Task StartAsync_SeveralTargets_NamesThem()
    {
        var problem = await FailsAsync(new TargetOptions { Project = "a", Command = "b" });

        problem.Code.ShouldBe(DiagnosticCodes.TargetNotNamed.Code);
        problem.Message.ShouldContain("target.project, target.command");
    }

    [Theory]
    [InlineData("no-such-program --x")]
    [InlineData("./no/such/program")]
    public async Task StartAsync_ProgramThatIsNotThere_NamesIt(string command)
    {
        var problem = await FailsAsync(new TargetOptions { Command = command });

        problem.Code.ShouldBe(DiagnosticCodes.TargetNotStartable.Code);
        problem.Message.ShouldContain(command.Split(' ')[0]);
    }

    [Fact]
    public async Task StartAsync_BlankCommand_IsAnError() => (await FailsAsync(new TargetOptions { Command = " " })).Code.ShouldBe(DiagnosticCodes.CommandLineInvalid.Code);

    [Fact]
    public async Task StartAsync_WorkingDirectoryThatIsNotThere_NamesIt() =>
        (await FailsAsync(new TargetOptions { Command = "dotnet --info", WorkingDirectory = "/no/such/folder" })).Message.ShouldContain("/no/such/folder");

    [Fact]
    public async Task StartAsync_UrlNotAllowed_SendsNothing() => (await FailsAsync(new TargetOptions { Url = "http://shop.invalid" })).Code.ShouldBe(DiagnosticCodes.HostNotAllowed.Code);

    [Fact]
    public async Task StartAsync_CommandWithUrlNotAllowed_StartsNothing() =>
        (await FailsAsync(new TargetOptions { Command = "dotnet --info", Url = "http://shop.invalid" })).Code.ShouldBe(DiagnosticCodes.HostNotAllowed.Code);

    [Fact]
    public async Task StartAsync_Cores_AreThoseOfTheTarget()
    {
        var usable = CoreAffinity.Usable();
        if (usable.Length < 2) Assert.Skip("Needs two cores of Linux.");
        var last = usable[^1];
        (await FailsAsync(new TargetOptions { Command = "sh -c 'grep Cpus_allowed_list /proc/self/status; exit 3'", Cores = [last] }))
            .Message.ShouldContain(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Cpus_allowed_list:\t{last}"));
    }

    private static async Task<Problem> FailsAsync(TargetOptions options)
    {
        var thrown = await Should.ThrowAsync<SentinelException>(() => new TargetStarter(TimeProvider.System).StartAsync(options, null, new Progress<ProgressEvent>(), TestContext.Current.CancellationToken));
        return thrown.Problems.ShouldHaveSingleItem();
    }
}
