using System.CommandLine;
using System.CommandLine.Invocation;
using SentinelPerf.Configuration;
using SentinelPerf.Diagnostics;
using SentinelPerf.Gating;

namespace SentinelPerf.Cli;

/// <summary>The command line of the tool: its commands, and what is said of one that cannot be understood.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command.</summary>
    /// <param name="args">Its words.</param>
    /// <param name="pipeline">What <c>run</c> starts; null: there is no such command.</param>
    /// <param name="surroundings">Writers, variables, folder.</param>
    /// <param name="cancel">Ends it gracefully.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> InvokeAsync(string[] args, RunPipeline? pipeline, ToolSurroundings surroundings, CancellationToken cancel)
    {
        var root = Build(pipeline, surroundings);
        // No response files and no bundles: a value may begin with @ or hold several letters after a dash.
        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            new ToolConsole(surroundings, json: args.Contains("--json"), noColor: args.Contains("--no-color"), origin: null).Problems(Misunderstood(root, parsed));
            return RunJudge.BadInputCode;
        }

        // Signals are the command's own matter: the library's handler would end the process while the target is being stopped.
        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = surroundings.Output, Error = surroundings.Error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false,
        }, cancel);
    }

    private static RootCommand Build(RunPipeline? pipeline, ToolSurroundings surroundings)
    {
        var root = new RootCommand("Finds the breaking point of a web API, names its cause and gates a build on it.");
        foreach (var version in root.Options.OfType<VersionOption>()) version.Aliases.Add("-V");
        if (pipeline is not null) root.Add(new RunCommand(pipeline, surroundings).Build());
        root.Add(new ValidateCommand(surroundings).Build());
        root.Add(new ExplainCommand(surroundings).Build());
        return root;
    }

    private static IEnumerable<Problem> Misunderstood(RootCommand root, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var options = command.Options.Where(o => !o.Hidden).Select(o => o.Name).Order(StringComparer.Ordinal).ToList();
        var commands = command.Subcommands.Select(c => c.Name).ToList();
        var unknown = parsed.UnmatchedTokens.Where(t => t.StartsWith('-')).ToList();
        // A word after an unknown option is its value, most likely.
        if (unknown.Count == 0) unknown = [.. parsed.UnmatchedTokens.Take(1)];
        foreach (var token in unknown)
            yield return token.StartsWith('-')
                ? Unknown("option", token.Split('=')[0], command == root ? "" : $" of '{command.Name}'", options)
                : Unknown(commands.Count > 0 ? "command" : "argument", token, "", commands.Count > 0 ? commands : options);
        if (unknown.Count > 0) yield break;
        if (command == root) yield return Problem.Error(DiagnosticCodes.BadCommandLine, $"no command is given; valid: {string.Join(", ", commands)}; --help tells more");
        else
            foreach (var error in parsed.Errors) yield return Problem.Error(DiagnosticCodes.BadCommandLine, $"{error.Message} See 'sentinelperf {command.Name} --help'.");
    }

    private static Problem Unknown(string kind, string token, string of, List<string> valid)
    {
        var meant = Nearest.To(token, valid);
        var hint = meant is null ? "" : $"did you mean '{meant}'? ";
        return Problem.Error(DiagnosticCodes.BadCommandLine, $"the {kind} '{SecretMask.None.Mask(token)}'{of} does not exist; {hint}valid: {string.Join(", ", valid)}");
    }
}
