using System.Collections.Immutable;
using System.CommandLine;
using SentinelPerf.Configuration;

namespace SentinelPerf.Cli;

/// <summary>The options of the command line that are settings: each is another name for a key of the file, and is read by the same code.</summary>
internal sealed class SettingOptions
{
    private static readonly (string Option, string Key, string Value, string Help)[] Shown =
    [
        ("--project", "target.project", "F", "The project to start and test (.csproj, or a folder that holds one)."),
        ("--url", "target.url", "U", "Test a running target instead."),
        ("--command", "target.command", "C", "Start this command line and test what it serves."),
        ("--output", "output.folder", "D", "Folder of the reports. Default: artifacts/sentinelperf/<project> under the repository's root."),
        ("--budget", "load.budget", "T", "Wall time of the run, from 20s. Default: 90s."),
        ("--max-rate", "load.maxRate", "N", "Never offer more requests/s."),
        ("--min-rate", "gates.minRate", "N", "Gate: the capacity must be at least this many requests/s."),
        ("--latency", "objective.latency", "T", "Limit on the response time at the percentile, such as 250ms. Default: derived."),
    ];

    private static readonly (string Option, string Key)[] Hidden =
    [
        ("--percentile", "objective.percentile"), ("--errors", "objective.errors"), ("--explain", "explain.mode"), ("--on-inconclusive", "gates.onInconclusive"),
        ("--environment", "target.environment.ASPNETCORE_ENVIRONMENT"), ("--built-program", "target.builtProgram"), ("--built-arguments", "target.builtArguments"),
        ("--working-directory", "target.workingDirectory"),
    ];

    private readonly List<(Option<string> Option, string Key)> _options = [];

    private readonly Option<string[]> _set = Set();

    /// <summary>Makes the options.</summary>
    public SettingOptions()
    {
        foreach (var (option, key, value, help) in Shown) _options.Add((new Option<string>(option) { Description = help, HelpName = value }, key));
        foreach (var (option, key) in Hidden) _options.Add((new Option<string>(option) { Hidden = true }, key));
    }

    /// <summary>The option <c>--set</c>.</summary>
    public static Option<string[]> Set()
    {
        var set = new Option<string[]>("--set")
        {
            Description = "Any other setting of sentinelperf.yaml, such as load.seed=2. Repeatable.", HelpName = "key=value", Arity = ArgumentArity.OneOrMore,
        };
        set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"--set is '{token.Value}'; valid: key=value, such as load.seed=2.");
        });
        return set;
    }

    /// <summary>What was given with <c>--set</c>.</summary>
    public static ImmutableArray<SettingOverride> Split(string[]? pairs) =>
        [.. (pairs ?? []).Select(p => (Pair: p, At: p.IndexOf('=', StringComparison.Ordinal))).Select(p => new SettingOverride(p.Pair[..p.At], p.Pair[(p.At + 1)..], "--set"))];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var (option, _) in _options) command.Add(option);
        command.Add(_set);
    }

    /// <summary>What the user gave; a dedicated option wins over <c>--set</c>.</summary>
    public ImmutableArray<SettingOverride> Read(ParseResult parsed)
    {
        var overrides = Split(parsed.GetValue(_set)).ToBuilder();
        foreach (var (option, key) in _options)
            if (parsed.GetValue(option) is { } value) overrides.Add(new SettingOverride(key, value, option.Name));
        return overrides.ToImmutable();
    }
}
