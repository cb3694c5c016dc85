using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using SentinelPerf.Reporting;

namespace SentinelPerf.Core.Tests.Reporting;

public sealed class ReportWriterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("sentinelperf-reports-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task WriteAsync_FoundRun_WritesAllReportsAndNothingElse()
    {
        var files = await ReportWriter.WriteAsync(SampleRuns.Found(), Path.Combine(folder, "new"), TestContext.Current.CancellationToken);

        Directory.GetFiles(files.Folder).Select(Path.GetFileName).Order().ShouldBe(["capacity.svg", "concurrency.svg", "report.md", "summary.json", "timeline.svg"]);
        files.All.ShouldAllBe(f => File.Exists(f));
        var summary = SummaryReader.Read(files.Folder);
        (summary.Artifacts.Markdown, summary.Artifacts.Plots.Length).ShouldBe(("report.md", 3));
    }

    [Fact]
    public async Task WriteAsync_RunWithoutTrials_RemovesThePlotsOfTheRunBefore()
    {
        await ReportWriter.WriteAsync(SampleRuns.Found(), folder, TestContext.Current.CancellationToken);

        await ReportWriter.WriteAsync(SampleRuns.Error(), folder, TestContext.Current.CancellationToken);

        Directory.GetFiles(folder, "*.svg").ShouldBeEmpty();
        SummaryReader.Read(folder).Verdict.ShouldBe(Verdict.Error);
    }

    [Fact]
    public async Task WriteAsync_ReportThatCannotBeWritten_StillWritesTheSummary()
    {
        Directory.CreateDirectory(Path.Combine(folder, "report.md", "in-the-way"));

        var thrown = await Should.ThrowAsync<SentinelException>(() => ReportWriter.WriteAsync(SampleRuns.Found(), folder, TestContext.Current.CancellationToken));

        thrown.Problems[0].Code.ShouldBe("SP9002");
        thrown.Problems[0].Message.ShouldContain(Path.Combine(folder, "report.md"));
        thrown.Problems[0].Message.ShouldContain("summary.json alone stands");
        SummaryReader.Read(folder).Artifacts.Markdown.ShouldBeNull();
        Directory.GetFiles(folder, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public async Task WriteAsync_FolderThatCannotBe_SaysWhichAndWhy()
    {
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var thrown = await Should.ThrowAsync<SentinelException>(() => ReportWriter.WriteAsync(SampleRuns.Found(), Path.Combine(file, "reports"), TestContext.Current.CancellationToken));

        thrown.Problems[0].Code.ShouldBe("SP9002");
        thrown.Problems[0].Message.ShouldContain(file);
        thrown.Problems[0].Message.ShouldNotContain("alone stands");
    }

    [Fact]
    public async Task WriteAsync_FullDisk_FailsWithTheReason()
    {
        // /dev/full takes no byte; a folder cannot be made in a device, so the temporary file is what stands for the full disk.
        if (!OperatingSystem.IsLinux()) Assert.Skip("/dev/full is Linux only");
        foreach (var name in new[] { "capacity.svg", "summary.json" })
            File.CreateSymbolicLink(Path.Combine(folder, FormattableString.Invariant($".{name}.{Environment.ProcessId}.tmp")), "/dev/full");

        var thrown = await Should.ThrowAsync<SentinelException>(() => ReportWriter.WriteAsync(SampleRuns.Found(), folder, TestContext.Current.CancellationToken));

        thrown.Problems[0].Message.ShouldContain("capacity.svg");
        File.Exists(Path.Combine(folder, "capacity.svg")).ShouldBeFalse("no part of a file stands");
    }

    [Fact]
    public async Task PrepareAsync_OldReports_AreRemovedAndForeignFilesStay()
    {
        await ReportWriter.WriteAsync(SampleRuns.Found(), folder, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "mine", TestContext.Current.CancellationToken);

        await ReportWriter.PrepareAsync(folder, TestContext.Current.CancellationToken);

        Directory.GetFiles(folder).Select(Path.GetFileName).ShouldBe(["notes.txt"]);
    }

    [Theory]
    [InlineData("src/Shop.Api/Shop.Api.csproj", true, "artifacts/sentinelperf/Shop.Api")]
    [InlineData("src/Shop.Api", true, "artifacts/sentinelperf/Shop.Api")]
    [InlineData("src/Shop.Api/Shop.Api.csproj", false, "src/Shop.Api/artifacts/sentinelperf/Shop.Api")]
    public void Resolve_Project_GoesUnderTheRepositoryElseTheProject(string project, bool repository, string expected)
    {
        Directory.CreateDirectory(Path.Combine(folder, "src", "Shop.Api"));
        if (repository) File.WriteAllText(Path.Combine(folder, ".git"), "gitdir: elsewhere");

        OutputFolder.Resolve(new(), Path.Combine(folder, project)).ShouldBe(Path.Combine(folder, expected));
    }

    [Fact]
    public void Resolve_NamedFolder_IsTakenAsItIs() => OutputFolder.Resolve(new() { Folder = folder }, "x/y.csproj").ShouldBe(folder);

    [Fact]
    public void Resolve_HostAsName_BecomesAFolderName() => Path.GetFileName(OutputFolder.Resolve(new(), null, "../127.0.0.1:5000")).ShouldBe("127.0.0.1-5000");
}
