using SentinelPerf.Testing.Iterations;

namespace SentinelPerf.Testing.Tests.Iterations;

public sealed class ProjectPathsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sentinelperf-paths").FullName;

    [Fact]
    public void TestProjectFolder_MetadataOfTheBuild_IsThisProjects() =>
        Path.Combine(ProjectPaths.TestProjectFolder(), "SentinelPerf.Testing.Tests.csproj").ShouldBe(Path.Combine(Repository.Root, "tests", "SentinelPerf.Testing.Tests", "SentinelPerf.Testing.Tests.csproj"));

    [Fact]
    public void ProjectOf_ReferencedProject_IsTold() =>
        ProjectPaths.ProjectOf(typeof(PerfTarget).Assembly).ShouldBe(Path.Combine(Repository.Root, "src", "SentinelPerf.Testing", "SentinelPerf.Testing.csproj"));

    [Fact]
    public void ProjectOf_AssemblyWithoutProject_SaysWhatToDo()
    {
        var thrown = Should.Throw<Diagnostics.SentinelException>(() => ProjectPaths.ProjectOf(typeof(object).Assembly));

        thrown.Problems.Single().Code.ShouldBe("SP2094");
        thrown.Message.ShouldContain("System.Private.CoreLib.csproj");
        thrown.Message.ShouldContain("base(project:");
    }

    [Fact]
    public void ProjectOf_TestProjectItself_SaysThatATypeOfTheAppIsNeeded() =>
        Should.Throw<Diagnostics.SentinelException>(() => ProjectPaths.ProjectOf(typeof(ProjectPathsTests).Assembly)).Message.ShouldContain("needs a type of the app");

    [Fact]
    public void Search_ProjectBesideTheTests_IsFoundUpwards()
    {
        var project = Write("src", "Shop", "Shop.csproj");
        var from = Directory.CreateDirectory(Path.Combine(_root, "tests", "Shop.Tests", "bin", "Debug", "net10.0")).FullName;

        ProjectPaths.Search(from, "Shop").ShouldBe(project);
    }

    [Fact]
    public void Search_ProjectAboveTheRepository_IsNotFound()
    {
        Write("Shop.csproj");
        Directory.CreateDirectory(Path.Combine(_root, "repository", ".git"));
        var from = Directory.CreateDirectory(Path.Combine(_root, "repository", "tests")).FullName;

        ProjectPaths.Search(from, "Shop").ShouldBeNull();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Write(params string[] parts)
    {
        var path = Path.Combine([_root, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "<Project />");
        return path;
    }
}
