using System.CommandLine;
using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;
using Spectre.Console;

namespace SentinelPerf.Cli;

/// <summary><c>sentinelperf validate</c>: every problem of the configuration at once, and on request what it comes to.</summary>
internal sealed class ValidateCommand(ToolSurroundings surroundings)
{
    private readonly CommonOptions _common = new();
    private readonly Option<bool> _effective = new("--effective") { Description = "Print the merged settings, each with its origin; secrets are masked." };

    /// <summary>The command.</summary>
    public Command Build()
    {
        var command = new Command("validate", "Checks the configuration: every problem at once.");
        _common.AddTo(command);
        command.Add(_effective);
        command.SetAction(Validate);
        return command;
    }

    private int Validate(ParseResult parsed)
    {
        var console = new ToolConsole(surroundings, json: false, _common.NoColor(parsed), origin: null);
        var result = ConfigurationLoader.Load(_common.Request(parsed, surroundings) with { RequireTarget = false });
        console.Secrets = result.Secrets;
        console.Problems(result.Problems);
        if (parsed.GetValue(_effective)) PrintEffective(console, result);
        if (result.Problems.Any(p => p.Severity == ProblemSeverity.Error)) return RunJudge.BadInputCode;
        if (!_common.Quiet(parsed))
        {
            var profile = result.Profile is null ? "" : $", profile {result.Profile}";
            console.Line(result.File is null ? "no sentinelperf.yaml found; the defaults apply" : $"{result.File} is valid{profile}", Color.Green);
        }

        return RunJudge.PassCode;
    }

    private static void PrintEffective(ToolConsole console, ConfigurationResult result)
    {
        var rows = result.Effective.Select(e => (Text: $"{e.Path}: {e.Value ?? "null"}", e.Origin)).ToList();
        var width = Math.Min(60, rows.Max(r => r.Text.Length));
        foreach (var (text, origin) in rows) console.Line($"{text.PadRight(width)}  # {origin}");
    }
}
