using System.Collections.Immutable;
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

namespace SentinelPerf.Configuration;

/// <summary>
/// Merges every source of settings, lowest first: defaults, <c>.env</c>, the file, the profile, environment variables
/// (<c>SENTINELPERF__SECTION__KEY</c>), the caller. Finds all problems at once. Pure but for the files and variables that the request hands in.
/// </summary>
public sealed class ConfigurationLoader
{
    private readonly ConfigurationRequest _request;
    private readonly ConfigurationDiscovery _discovery;
    private readonly ReadingContext _context = new();
    private readonly ConfigurationLayer _overrides;
    private readonly string _startFolder;

    private ConfigurationLoader(ConfigurationRequest request)
    {
        _request = request;
        _discovery = new ConfigurationDiscovery(request.Files);
        _overrides = new ConfigurationLayer(_context, interpolation: null);
        foreach (var given in request.Overrides)
            _overrides.Add(given.Key, given.Value, new SettingPlace(given.Origin, request.WorkingFolder), StringComparison.Ordinal);
        var target = new ConfigurationMerge([(_overrides, "")]).Options.Target;
        _startFolder = target.Project is { } project ? ProjectFolder(project) : target.WorkingDirectory ?? request.WorkingFolder;
    }

    /// <summary>Loads. Bad input never throws: it is a problem of the result.</summary>
    public static ConfigurationResult Load(ConfigurationRequest request) => new ConfigurationLoader(request).Load();

    private ConfigurationResult Load()
    {
        var path = FindFile();
        var (dotEnv, variables) = ReadDotEnv(path is null ? _startFolder : Path.GetDirectoryName(path)!);
        var interpolation = new Interpolation(name => _request.Environment.TryGetValue(name, out var set) ? set : variables.GetValueOrDefault(name), _context.Problems);
        var file = ReadText(path) is { } text ? ConfigurationFile.Read(text, path!, _context, interpolation) : null;
        var profile = ChooseProfile(file, path);

        var ofFile = new List<(ConfigurationLayer, string)> { (dotEnv, "") };
        if (file is not null) ofFile.Add((file.Settings(), ""));
        var layers = new List<(ConfigurationLayer, string)>(ofFile);
        if (profile is not null) layers.Add((file!.Profile(profile, applied: true), $"profile {profile}, "));
        layers.Add((EnvironmentLayer(), ""));
        layers.Add((_overrides, ""));
        var merge = new ConfigurationMerge(layers);

        var options = merge.Options with { Traffic = new TrafficDataReader(_request.Files, _context.Problems).Read(merge.Options.Traffic, merge.PlaceOf) };
        // Columns of a file that cannot be read would all be reported as unknown.
        var complete = options.Traffic.Data.Count == options.Traffic.DataFiles.Count;
        AddProblems(merge, options.Validate().Where(p => complete || p.Code != DiagnosticCodes.UnknownName.Code && p.Code != DiagnosticCodes.ParameterWithoutValues.Code));
        if (file is not null) AddProblemsOfTheRest(file, profile, ofFile);
        return Finish(options, merge, path, profile);
    }

    private ConfigurationResult Finish(SentinelOptions options, ConfigurationMerge merge, string? path, string? profile)
    {
        options = WithWorkingFolder(WithTarget(options, path), merge);
        var output = options.Output.Folder ?? DefaultOutput(options);
        var mask = MaskOf(options);
        options = options with { Output = options.Output with { Folder = output }, Secrets = mask };
        var problems = _context.Problems.InOrder.Select(p => p with { Message = mask.Mask(p.Message) }).ToImmutableArray();
        return new ConfigurationResult
        {
            Options = problems.Any(p => p.Severity == ProblemSeverity.Error) ? null : options,
            Problems = problems,
            Effective = [.. Effective(merge, options)],
            File = path,
            Profile = profile,
            OutputFolder = output,
            Secrets = mask,
        };
    }

    private string? FindFile()
    {
        if (_request.ConfigFile is not { } named) return _discovery.Find(_startFolder);
        var path = Path.GetFullPath(named, _request.WorkingFolder);
        if (_request.Files.FileExists(path)) return path;
        _context.Problems.Add(Problem.Error(DiagnosticCodes.ConfigurationFileMissing,
            $"the configuration file '{path}' does not exist; correct the path, or leave it out to use {ConfigurationDiscovery.FileName} beside the project"));
        return null;
    }

    private string? ReadText(string? path)
    {
        if (path is null) return null;
        try
        {
            return _request.Files.ReadText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _context.Problems.Add(Problem.Error(DiagnosticCodes.ConfigurationFileMissing, $"the file '{path}' cannot be read: {e.Message}"));
            return null;
        }
    }

    private (ConfigurationLayer Layer, Dictionary<string, string> Variables) ReadDotEnv(string folder)
    {
        var layer = new ConfigurationLayer(_context, interpolation: null);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = Path.Combine(folder, ".env");
        if (!_request.Files.FileExists(path) || ReadText(path) is not { } text) return (layer, variables);
        foreach (var (name, value, line) in EnvironmentFile.Read(text))
        {
            variables[name] = value;
            var place = new SettingPlace(FormattableString.Invariant($".env({line})"), folder) { File = path, Line = line, Column = 1 };
            AddVariable(layer, name, value, place);
        }

        return (layer, variables);
    }

    private ConfigurationLayer EnvironmentLayer()
    {
        var layer = new ConfigurationLayer(_context, interpolation: null);
        foreach (var (name, value) in _request.Environment.OrderBy(v => v.Key, StringComparer.Ordinal))
            AddVariable(layer, name, value, new SettingPlace(name, _request.WorkingFolder));
        return layer;
    }

    private static void AddVariable(ConfigurationLayer layer, string name, string value, SettingPlace place)
    {
        const string Prefix = "SENTINELPERF__";
        // CI systems set variables that have no value to the empty text: they say nothing.
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || value.Length == 0) return;
        var rest = name[Prefix.Length..];
        var open = ConfigurationKeys.All.Where(k => k.Open).Select(k => k.Path[..^1])
            .FirstOrDefault(p => rest.StartsWith(p.Replace(".", "__", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        // The name of a variable of the target may hold '__' itself.
        var path = open is null ? rest.Replace("__", ".", StringComparison.Ordinal) : open + rest[open.Replace(".", "__", StringComparison.Ordinal).Length..];
        layer.Add(path, value, place, StringComparison.OrdinalIgnoreCase);
    }

    private string? ChooseProfile(ConfigurationFile? file, string? path)
    {
        var names = file?.ProfileNames.ToList() ?? [];
        if (_request.Profile is not { } asked)
            return names.Contains("ci") && _request.Environment.TryGetValue("CI", out var ci) && ci is not ("" or "0" or "false" or "False") ? "ci" : null;
        if (names.Contains(asked)) return asked;
        var valid = path is null ? $"there is no {ConfigurationDiscovery.FileName} at or above '{_startFolder}'"
            : names.Count == 0 ? $"'{path}' has no profiles"
            : $"valid: {string.Join(", ", names)}" + (Nearest.To(asked, names) is { } meant ? $"; did you mean '{meant}'?" : "");
        _context.Problems.Add(Problem.Error(DiagnosticCodes.UnknownProfile, $"the profile '{asked}' does not exist; {valid}"));
        return null;
    }

    private void AddProblems(ConfigurationMerge merge, IEnumerable<Problem> problems)
    {
        foreach (var problem in problems) _context.Problems.Add(problem, problem.Setting is null ? null : merge.PlaceOf(problem.Setting));
    }

    // Values that a higher source displaces, and those of profiles not in use, are still values of the file: bad ones show. How settings go
    // together is judged only as they are used.
    private void AddProblemsOfTheRest(ConfigurationFile file, string? applied, List<(ConfigurationLayer, string)> ofFile)
    {
        var merges = file.ProfileNames.Where(n => n != applied).Select(n => new ConfigurationMerge([.. ofFile, (file.Profile(n, applied: false), "")]));
        foreach (var merge in merges.Prepend(new ConfigurationMerge(ofFile)))
            AddProblems(merge, merge.Options.Validate().Where(p => p.Code == DiagnosticCodes.BadValue.Code));
    }

    private SentinelOptions WithTarget(SentinelOptions options, string? path)
    {
        if (options.Target is not { Project: null, Url: null, Command: null }) return options;
        var projects = _request.Files.ProjectsIn(_startFolder);
        if (projects.IsEmpty && path is not null) projects = _request.Files.ProjectsIn(Path.GetDirectoryName(path)!);
        if (projects.Length == 1) return options with { Target = options.Target with { Project = projects[0] } };
        if (_request.RequireTarget)
            _context.Problems.Add(Problem.Error(DiagnosticCodes.NoTarget, projects.IsEmpty
                ? $"nothing to test: no target.project, target.url or target.command is set and '{_startFolder}' has no .csproj; name one, for example --project src/Shop.Api"
                : $"'{_startFolder}' has {projects.Length} projects ({string.Join(", ", projects.Select(Path.GetFileName))}); name one with target.project or --project"));
        return options;
    }

    // A command line in a file is as relative to the file as a path is.
    private static SentinelOptions WithWorkingFolder(SentinelOptions options, ConfigurationMerge merge) =>
        options.Target is { Command: not null, WorkingDirectory: null } && merge.PlaceOf("target.command") is { } place
            ? options with { Target = options.Target with { WorkingDirectory = place.Folder } }
            : options;

    private string? DefaultOutput(SentinelOptions options)
    {
        var (folder, name) = options.Target switch
        {
            { Project: { } project } => (ProjectFolder(project), IsProjectFile(project) ? Path.GetFileNameWithoutExtension(project) : Path.GetFileName(project.TrimEnd('/', '\\'))),
            { Command: { } command } => (_startFolder, Path.GetFileNameWithoutExtension(command.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "command")),
            { Url: { } url } => (_startFolder, Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Authority : "url"),
            _ => (_startFolder, null),
        };
        return name is null ? null : _discovery.DefaultOutput(folder, name);
    }

    private SecretMask MaskOf(SentinelOptions options)
    {
        if (options.Target.Auth is { BasicUser: { } user, BasicPassword: { } password })
            _context.Secrets.Add(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}")));
        if (options.Target.Auth?.ClientCredentials is { ClientId: not null, ClientSecret: not null } credentials) _context.Secrets.Add(TokenEndpoint.BasicOf(credentials));
        return _context.Secrets.ToMask();
    }

    private static IEnumerable<EffectiveSetting> Effective(ConfigurationMerge merge, SentinelOptions options)
    {
        foreach (var key in ConfigurationKeys.All)
            foreach (var path in key.Open ? merge.PathsOf(key) : [key.Path])
            {
                var value = key.Show(options, path);
                if (key.Internal && value is null) continue;
                if (value is not null) value = key.Secret ? SecretMask.Replacement : options.Secrets.Mask(value);
                yield return new EffectiveSetting(path, value, merge.Origin(path));
            }
    }

    private string ProjectFolder(string project) => !_request.Files.FolderExists(project) && IsProjectFile(project) ? Path.GetDirectoryName(project)! : project;

    private static bool IsProjectFile(string path) => path.EndsWith("proj", StringComparison.OrdinalIgnoreCase);
}
