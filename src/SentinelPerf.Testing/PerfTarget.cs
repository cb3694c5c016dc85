using System.Collections.Immutable;
using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Pipeline;
using SentinelPerf.Reporting;
using SentinelPerf.Targets;
using SentinelPerf.Testing.Iterations;
using Xunit;

namespace SentinelPerf.Testing;

/// <summary>
/// What performance tests load; a class, collection or assembly fixture. Derive to test a running server (<c>base(url: "http://127.0.0.1:5000")</c>)
/// or, with <see cref="AppSettings"/>, <see cref="Auth"/> and the rest, to change how the app is run; <see cref="PerfTarget{TEntryPoint}"/> finds the app's project by itself.
/// </summary>
/// <remarks>Each search starts the target afresh, in a process of its own, so that one test's overload is not the next one's start. Nothing runs before the first search.</remarks>
public class PerfTarget
{
    private readonly string? _project;
    private readonly string? _url;

    /// <summary>Names what is tested.</summary>
    /// <param name="project">Path of the app's .csproj: it is built in Release once and started.</param>
    /// <param name="url">Address of a running server, which is left as it is.</param>
    /// <exception cref="ArgumentException">Not exactly one of them is given.</exception>
    protected PerfTarget(string? project = null, string? url = null)
    {
        if ((project is null) == (url is null)) throw new ArgumentException("A PerfTarget has either a project or a url.");
        (_project, _url) = (project, url);
    }

    /// <summary>A running server, for a search from an ordinary test: <c>await PerfTarget.At("http://127.0.0.1:5000").FindBreakingPointAsync(…)</c>.</summary>
    /// <param name="url">Its address; loopback, or a host of <c>load.allowHosts</c>.</param>
    public static PerfTarget At(string url) => new(url: url);

    /// <summary>The app's own configuration, as <c>appsettings.json</c> has it: <c>AppSettings["Shop:Currency"] = "EUR"</c>. Wins over its files.</summary>
    protected IDictionary<string, string> AppSettings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Environment variables of the app's process.</summary>
    protected IDictionary<string, string> AppEnvironment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How requests prove who they are; null: as <c>sentinelperf.yaml</c> says.</summary>
    protected TargetAuth? Auth { get; set; }

    /// <summary>Finds the rate at which the target stops serving the iteration well, names the cause and writes the reports.</summary>
    /// <param name="iteration">One request or one user's flow, called many at a time. An exception or a cancelled call is an error.</param>
    /// <param name="options">What the search is told.</param>
    /// <param name="cancel">Ends the search early; its record then says <c>cancelled</c>.</param>
    /// <returns>
    /// The record to assert on (<c>Record.Search.BreakingPoint.RatePerSecond</c>, <c>Record.Verdict</c>, <c>Record.Diagnosis.Cause</c>) and the reports.
    /// A missed gate is a verdict of the record, not an exception.
    /// </returns>
    /// <exception cref="SentinelException">The settings are wrong, or the project does not build.</exception>
    public Task<RunResult> FindBreakingPointAsync(Func<HttpClient, CancellationToken, Task> iteration, PerfOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        return SearchAsync(_ => iteration, options, cancel);
    }

    /// <inheritdoc cref="FindBreakingPointAsync(Func{HttpClient, CancellationToken, Task}, PerfOptions, CancellationToken)"/>
    public Task<RunResult> FindBreakingPointAsync(Func<PerfContext, Task> iteration, PerfOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(iteration);
        return SearchAsync(seed => new VirtualUsers(seed).Bind(iteration), options, cancel);
    }

    /// <summary>The search behind both forms; <paramref name="bind"/> gets the run's seed.</summary>
    internal async Task<RunResult> SearchAsync(Func<ulong, Func<HttpClient, CancellationToken, Task>> bind, PerfOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        var name = options.Name ?? TestName.Current() ?? "iteration";
        var told = Configure(WithOverrides(Load(options, name)));
        var iteration = bind(told.Load.Seed);
        var progress = new TestOutputProgress(TestContext.Current.TestOutputHelper, told.Secrets);
        told = told with { Target = await ReleaseBuild.MadeOnceAsync(told.Target, progress, cancel) };
        var workload = new Workload(
            new([new("", name, 1, ["/"])], []), (address, access) => new IterationSender(iteration, Client(address, access, told)), Measurement.RateUnit.Iterations);

        // Off the test's own context, whose few threads the other tests of the assembly may hold.
        return await Task.Run(() => SentinelRun.ExecuteAsync(told, workload, progress, cancel), CancellationToken.None);
    }

    /// <summary>Changes anything else of what a run is told, such as the app's readiness path. Applied last.</summary>
    /// <param name="options">From defaults, <c>sentinelperf.yaml</c> beside the app, environment variables and the test.</param>
    protected virtual SentinelOptions Configure(SentinelOptions options) => options;

    /// <summary>Changes the client that iterations get, such as its headers. Authentication of the settings is there already.</summary>
    protected virtual void ConfigureClient(HttpClient client) { }

    private SentinelOptions WithOverrides(SentinelOptions options)
    {
        var environment = options.Target.Environment;

        // The form in which ASP.NET Core reads its configuration from the environment.
        foreach (var (key, value) in AppSettings) environment = environment.SetItem(key.Replace(":", "__", StringComparison.Ordinal), value);
        return options with { Target = options.Target with { Environment = environment.SetItems(AppEnvironment), Auth = Auth ?? options.Target.Auth } };
    }

    private SentinelOptions Load(PerfOptions perf, string name)
    {
        ImmutableArray<SettingOverride> target = _project is not null ? [new("target.project", _project, "PerfTarget")] : [new("target.url", _url!, "PerfTarget")];
        var home = ProjectPaths.TestProjectFolder();
        var loaded = ConfigurationLoader.Load(new ConfigurationRequest { WorkingFolder = home, Profile = perf.Profile, Overrides = [.. target, .. perf.ToOverrides()] });
        var options = loaded.Options ?? throw new SentinelException([.. loaded.Problems.Where(p => p.Severity == ProblemSeverity.Error)]);
        return options with
        {
            Gates = options.Gates with { MinRatePerSecond = perf.MinRate },
            Load = options.Load with { MaxRatePerSecond = options.Load.MaxRatePerSecond ?? PerfOptions.HighestRate },
            Output = options.Output with { Folder = OutputFolder.Under(home, name) },
        };
    }

    private HttpClient Client(Uri address, TargetAccess access, SentinelOptions options)
    {
        // As many connections as iterations: users of a real site do not queue in the client for one another's.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, ConnectTimeout = options.Load.Timeout, ActivityHeadersPropagator = null, MaxConnectionsPerServer = int.MaxValue,
            EnableMultipleHttp2Connections = true, SslOptions = access.Certificates.Options(address),
        };
        var client = new HttpClient(new AccessHandler(access.Headers, handler), disposeHandler: true)
        {
            BaseAddress = address, Timeout = options.Load.Timeout, DefaultRequestVersion = access.HttpVersion,
            DefaultVersionPolicy = access.HttpVersion.Major >= 2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        ConfigureClient(client);
        return client;
    }
}

/// <summary>
/// The app that <typeparamref name="TEntryPoint"/> belongs to, in Release, in a process of its own, on real Kestrel on a loopback port, whatever
/// configuration or coverage collection the test run has.
/// </summary>
/// <typeparam name="TEntryPoint">Any type of the app's assembly, usually its <c>Program</c>.</typeparam>
public class PerfTarget<TEntryPoint> : PerfTarget
{
    /// <summary>Finds the app's project.</summary>
    /// <exception cref="SentinelException">SP2094: there is none.</exception>
    public PerfTarget() : base(project: ProjectPaths.ProjectOf(typeof(TEntryPoint).Assembly)) { }
}
