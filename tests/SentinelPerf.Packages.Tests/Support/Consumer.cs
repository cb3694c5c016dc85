using System.Text.Json;

namespace SentinelPerf.Packages.Tests.Support;

/// <summary>What the fake tool was started with.</summary>
internal sealed record Received(string[] Args, int ProcessId, string[] Leaked)
{
    /// <summary>The values of an option, in their order.</summary>
    public IEnumerable<string> Values(string option) =>
        Args.Where(a => a.StartsWith($"--{option}=", StringComparison.Ordinal)).Select(a => a[(option.Length + 3)..]);
}

/// <summary>A folder with somebody's projects, outside of the repository.</summary>
public sealed class Consumer(string folder, PackedPackages packages)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The folder.</summary>
    public string Folder => folder;

    private string Output => Path.Combine(folder, "out");

    /// <summary>The one line that a user writes.</summary>
    public string PackageReference => $"""<ItemGroup><PackageReference Include="SentinelPerf.MSBuild" Version="{packages.Version}" PrivateAssets="all" /></ItemGroup>""";

    /// <summary>Writes a file.</summary>
    public Consumer Write(string path, string content)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return this;
    }

    /// <summary>Writes the smallest web application.</summary>
    public Consumer WriteWebApp(string name, string properties = "<TargetFramework>net10.0</TargetFramework>") => this
        .Write($"{name}/{name}.csproj", $"""<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup>{properties}<ImplicitUsings>enable</ImplicitUsings></PropertyGroup>{PackageReference}</Project>""")
        .Write($"{name}/Program.cs", """var app = WebApplication.Create(args); app.MapGet("/", () => "ok"); app.Run();""");

    /// <summary>Writes what <c>dotnet new</c> writes, and adds the one line.</summary>
    internal async Task WriteTemplateAsync(string template, string name)
    {
        (await DotNetAsync(["new", .. template.Split(' '), "-o", name, "--no-restore"])).ShouldSucceed();
        var project = Path.Combine(name, $"{name}.csproj");
        var content = await File.ReadAllTextAsync(Path.Combine(folder, project), TestContext.Current.CancellationToken);
        Write(project, content.Replace("</Project>", PackageReference + "</Project>", StringComparison.Ordinal));
    }

    /// <summary>Writes a class library.</summary>
    public Consumer WriteLibrary(string name, string items) => this
        .Write($"{name}/{name}.csproj", $"""<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>{items}</Project>""")
        .Write($"{name}/Class1.cs", "public class Class1;");

    /// <summary>Writes a web application with <c>Program</c> and the tests of it that the reader of the testing package's README would write.</summary>
    internal Consumer WritePerfTests(string tests) => this
        .Write("Shop/Shop.csproj", """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>""")
        .Write("Shop/Program.cs", """var app = WebApplication.Create(args); app.MapGet("/items/{id}", (int id, IConfiguration settings) => $"{id} {settings["Shop:Currency"]}"); app.Run();""")
        .Write("Shop.PerfTests/Shop.PerfTests.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.NET.Test.Sdk" Version="{Places.VersionOf("Microsoft.NET.Test.Sdk")}" />
                <PackageReference Include="xunit.v3" Version="{Places.VersionOf("xunit.v3")}" />
                <PackageReference Include="xunit.runner.visualstudio" Version="{Places.VersionOf("xunit.runner.visualstudio")}" PrivateAssets="all" />
                <PackageReference Include="SentinelPerf.Testing" Version="{packages.Version}" />
                <ProjectReference Include="../Shop/Shop.csproj" />
                <Using Include="Xunit" />
              </ItemGroup>
            </Project>
            """)
        .Write("Shop.PerfTests/Perf.cs", tests);

    /// <summary>Starts dotnet here with further environment variables.</summary>
    internal DotNet StartDotNet(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments) => DotNet.Start(folder, packages.Cache, environment, arguments);

    /// <summary>Runs dotnet here.</summary>
    internal Task<DotNetEnd> DotNetAsync(params IEnumerable<string> arguments) => DotNet.RunAsync(folder, packages.Cache, arguments);

    /// <summary>Calls the target with the fake tool in the place of the real one.</summary>
    internal async Task<DotNetEnd> BuildAsync(string project, string fake, params string[] more)
    {
        using var build = StartBuild(project, fake, more);
        return await build.EndAsync();
    }

    /// <summary>The same, without waiting for its end.</summary>
    internal DotNet StartBuild(string project, string fake, params string[] more)
    {
        if (Directory.Exists(Output)) Directory.Delete(Output, recursive: true);
        return DotNet.Start(folder, packages.Cache,
        [
            "build", project, "-t:SentinelPerf", "-v:m", "--nologo", $"-p:_SentinelPerfProgram={Places.FakeTool}",
            $"-p:SentinelPerfOutput={Output}", $"-p:SentinelPerfArguments=--fake={fake}", .. more,
        ]);
    }

    /// <summary>What the fake was started with; null when it was not started.</summary>
    internal Received? ReadReceived()
    {
        var path = Path.Combine(Output, "received.json");
        return File.Exists(path) ? JsonSerializer.Deserialize<Received>(File.ReadAllText(path), Json) : null;
    }

    /// <summary>The verdict in the summary that the fake wrote.</summary>
    internal string? ReadVerdict()
    {
        var path = Path.Combine(Output, "summary.json");
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("verdict").GetString() : null;
    }
}
