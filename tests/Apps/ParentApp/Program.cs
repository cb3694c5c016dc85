// A process that starts a target and then waits to be killed: `running PROGRAM…` once it answers, `suspended PROGRAM…` while it has not run a line yet,
// `command COMMANDLINE` for any program. Prints one word when it is so far.
using SentinelPerf.Diagnostics;
using SentinelPerf.Targets;

var suspended = args[0] == "suspended";
var options = args[0] == "command"
    ? new TargetOptions { Command = args[1] }
    : new TargetOptions { Project = Path.GetDirectoryName(args[1]), BuiltProgram = args[1] };
await using var target = await new TargetStarter(TimeProvider.System).StartAsync(options, async (_, cancel) =>
{
    if (!suspended) return;
    Console.WriteLine("suspended");
    await Task.Delay(Timeout.Infinite, cancel);
}, new Progress<ProgressEvent>(), CancellationToken.None);
Console.WriteLine("running");
await Task.Delay(Timeout.Infinite);
