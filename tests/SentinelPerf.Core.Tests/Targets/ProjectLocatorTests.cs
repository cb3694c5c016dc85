using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class ProjectLocatorTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("project-locator-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Find_FileOrItsFolder_IsTheProject()
    {
        var project = Make("Shop.Api/Shop.Api.csproj");

        ProjectLocator.Find(project).ShouldBe(project);
        ProjectLocator.Find(Path.GetDirectoryName(project)!).ShouldBe(project);
    }

    [Fact]
    public void Find_FolderWithSeveral_ListsThem()
    {
        Make("A.csproj");
        Make("B.csproj");

        var problem = Fails(folder.FullName);

        problem.Code.ShouldBe(DiagnosticCodes.ProjectAmbiguous.Code);
        problem.Message.ShouldContain("A.csproj, B.csproj");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Missing.csproj")]
    [InlineData("readme.txt")]
    public void Find_NoProjectThere_ListsThoseNearby(string named)
    {
        Make("readme.txt");
        Make("src/Shop.csproj");

        var problem = Fails(Path.Combine(folder.FullName, named));

        problem.Code.ShouldBe(DiagnosticCodes.ProjectNotFound.Code);
        problem.Message.ShouldContain("Shop.csproj");
        problem.Message.ShouldContain("Valid:");
    }

    private static Problem Fails(string named) => Should.Throw<SentinelException>(() => ProjectLocator.Find(named)).Problems.ShouldHaveSingleItem();

    private string Make(string path)
    {
        var full = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "");
        return full;
    }
}
