using SentinelPerf.Targets;

namespace SentinelPerf.Core.Tests.Targets;

public sealed class ProjectBuildTests
{
    [Fact]
    public void FirstErrors_BuildOutput_AreDistinctShortAndAtMostThree() =>
        ProjectBuild.FirstErrors("""
            A.cs(1,1): error CS1: one [/src/A.csproj]
            A.cs(1,1): error CS1: one [/src/A.csproj]
            A.cs(2,1): warning CS9: w [/src/A.csproj]
            A.cs(2,1): error CS2: int[] x [/src/A.csproj]
            /src/A.csproj : error NU1101: no package
            A.cs(4,1): error CS4: four [/src/A.csproj]
            """).ShouldBe(["A.cs(1,1): error CS1: one", "A.cs(2,1): error CS2: int[] x", "/src/A.csproj : error NU1101: no package"]);
}
