using System.Globalization;
using SentinelPerf.Packages.Tests.Support;

namespace SentinelPerf.Packages.Tests;

/// <summary>Whatever ends a build from outside, and whenever: nothing of the run is left, and what can be written is.</summary>
[Collection(PackageTests.Name)]
public sealed class KillTests(RealApplication application) : IClassFixture<RealApplication>
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private const string BeforeTheTool = "before the tool";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public static TheoryData<string, string, string> Moments()
    {
        var moments = new TheoryData<string, string, string>();
        foreach (var signal in new[] { "INT", "TERM", "KILL" })
            foreach (var (phase, line) in new[]
            {
                (BeforeTheTool, "SentinelPerf runs"), ("start", "] start"), ("answering", "answers at"), ("probe", "] probe"), ("warm-up", "] warm-up"), ("search", "] search"), ("report", "] explain"),
            })
                moments.Add(signal, phase, line);
        return moments;
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(Moments))]
    [Trait(SlowSet.Trait, SlowSet.Name)]
    public async Task Build_KilledAtAnyMoment_LeavesNothingBehind(string signal, string phase, string line)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        using var place = application.NewPlace($"{signal}-{phase.Replace(' ', '-')}");
        using var build = application.Start(place);
        await build.SeenAsync(line);
        place.Remember();

        await build.SignalAsync(signal);
        await build.EndAsync();

        var began = TimeProvider.System.GetTimestamp();
        string left;
        do
        {
            await Task.Delay(Look, TestContext.Current.CancellationToken);
            left = string.Join(", ", place.Processes().Concat(place.Files()));
        }
        while (left.Length > 0 && TimeProvider.System.GetElapsedTime(began) < Longest);

        left.ShouldBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{signal} at {phase}: clean after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s"));
        if (signal != "KILL" && phase != BeforeTheTool) File.Exists(Path.Combine(place.Output, "summary.json")).ShouldBeTrue();
    }
}

/// <summary>The template's web application with the real tool, built once.</summary>
public sealed class RealApplication(PackedPackages packages) : IAsyncLifetime
{
    private readonly Consumer _consumer = packages.NewConsumer("killed");

    public async ValueTask InitializeAsync()
    {
        await _consumer.WriteTemplateAsync("webapi", "Api");
        (await _consumer.DotNetAsync("build", "Api", "-c", "Release", "-v:q", "--nologo", "-p:UseSharedCompilation=false")).ShouldSucceed();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Place NewPlace(string name) => new(Directory.CreateDirectory(Path.Combine(_consumer.Folder, "places", name)).FullName);

    internal DotNet Start(Place place) => _consumer.StartDotNet(place.Environment,
        "build", "Api", "-t:SentinelPerf", "-v:m", "-tl:off", "--nologo", "-p:UseSharedCompilation=false", "-p:SentinelPerfBudget=20s", "-p:SentinelPerfMaxRate=100", $"-p:SentinelPerfOutput={place.Output}");
}

/// <summary>A temporary folder of a build's own, and a mark in the environment that every process it starts inherits.</summary>
internal sealed class Place(string folder) : IDisposable
{
    private const string Mark = "SENTINELPERF_TEST_MARK";

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Short: the path of a socket has 108 bytes at most, and the runtime cuts what is longer.</summary>
    private string Temporary { get; } = Directory.CreateTempSubdirectory("sp-").FullName;

    public string Output => Path.Combine(folder, "out");

    public Dictionary<string, string> Environment => new() { ["TMPDIR"] = Temporary, [Mark] = folder };

    public void Dispose() => Directory.Delete(Temporary, recursive: true);

    /// <summary>Notes what runs, to tell later whose a file was.</summary>
    public void Remember()
    {
        foreach (var (id, line) in Marked()) _known[id] = line;
    }

    /// <summary>Processes that live and carry the mark.</summary>
    public IEnumerable<string> Processes() => Marked().Select(p => $"process {p.Id}: {p.Line}");

    /// <summary>Folders of a run and sockets of a runtime; not those of the build's own processes, which a kill lets nobody remove, and not the lock's empty file.</summary>
    public IEnumerable<string> Files()
    {
        foreach (var name in Directory.EnumerateFileSystemEntries(Temporary).Select(f => Path.GetFileName(f)!))
        {
            if (name.StartsWith("sentinelperf-", StringComparison.Ordinal)) yield return name;
            if (!name.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal)) continue;
            var owner = _known.GetValueOrDefault(name.Split('-')[2], "a process that came later");
            if (!owner.Contains("dotnet build", StringComparison.Ordinal) && !owner.Contains("MSBuild.dll", StringComparison.Ordinal)) yield return $"{name} of {owner}";
        }
    }

    private IEnumerable<(string Id, string Line)> Marked()
    {
        foreach (var entry in Directory.EnumerateDirectories("/proc").Where(d => int.TryParse(Path.GetFileName(d), out _)))
        {
            var line = "";
            try
            {
                if (!File.ReadAllText(Path.Combine(entry, "environ")).Split('\0').Contains($"{Mark}={folder}")) continue;
                line = File.ReadAllText(Path.Combine(entry, "cmdline")).Replace('\0', ' ');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue; // it has ended, or is somebody else's
            }
            if (line.Length > 0) yield return (Path.GetFileName(entry), line.Length > 120 ? line[..120] : line);
        }
    }
}
