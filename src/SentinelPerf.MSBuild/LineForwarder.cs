using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace SentinelPerf.MSBuild;

/// <summary>Turns the lines of the tool into events of the build.</summary>
internal sealed class LineForwarder(TaskLoggingHelper log, IBuildEngine engine)
{
    // MSBuild would take 'error rate: 2 %' for an error with the code 'rate': only our own codes make one.
    private static readonly Regex Canonical = new(@":\s(?<kind>error|warning) SP\d{4}:", RegexOptions.CultureInvariant);

    private readonly bool _isOutOfProcess = engine.GetType().Name.StartsWith("OutOfProc", StringComparison.Ordinal);

    /// <summary>An error has been logged.</summary>
    public bool SawError { get; private set; }

    /// <summary>A warning has been logged.</summary>
    public bool SawWarning { get; private set; }

    /// <summary>Logs one line.</summary>
    public void Forward(string line)
    {
        var match = Canonical.Match(line);
        if (!match.Success)
        {
            Live(line);
            return;
        }

        if (match.Groups["kind"].Value == "error") SawError = true;
        else SawWarning = true;
        log.LogMessageFromText(line, MessageImportance.High);
    }

    /// <summary>
    /// The terminal logger shows a line at once only for a project that runs tests (our targets call the SDK's empty target _TestRunStart)
    /// and only in this envelope; every other logger sees an ordinary message of high importance. An internal convention of MSBuild: it stays here.
    /// A task that MSBuild runs in a process of its own (-mt, TaskHostFactory) loses such envelopes on the way: there the line goes without.
    /// </summary>
    private void Live(string line)
    {
        if (_isOutOfProcess) log.LogMessage(MessageImportance.High, "{0}", line);
        else engine.LogMessageEvent(new ExtendedBuildMessageEventArgs("TLTESTOUTPUT", line, null, "SentinelPerf", MessageImportance.High));
    }
}
