using System.CommandLine;
using SentinelPerf.Configuration;

namespace SentinelPerf.Cli;

/// <summary>Options that more than one command has.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string> _config = new("--config")
    {
        Description = "The configuration file. Default: sentinelperf.yaml beside the project, then upwards to the repository's root.", HelpName = "F",
    };

    private readonly Option<string> _profile = new("--profile", "--env")
    {
        Description = "Environment profile of the file. Default: ci when CI is set and the file has it.", HelpName = "P",
    };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress." };
    private readonly Option<bool> _noColor = new("--no-color") { Description = "No colour (also: NO_COLOR)." };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _config, _profile, _quiet, _noColor }) command.Add(option);
    }

    /// <summary>Whether progress is unwanted.</summary>
    public bool Quiet(ParseResult parsed) => parsed.GetValue(_quiet);

    /// <summary>Whether colour is unwanted.</summary>
    public bool NoColor(ParseResult parsed) => parsed.GetValue(_noColor);

    /// <summary>The request for configuration that the command line makes.</summary>
    public ConfigurationRequest Request(ParseResult parsed, ToolSurroundings surroundings) => new()
    {
        WorkingFolder = surroundings.WorkingFolder,
        ConfigFile = parsed.GetValue(_config),
        Profile = parsed.GetValue(_profile),
        Environment = surroundings.Environment,
    };
}
