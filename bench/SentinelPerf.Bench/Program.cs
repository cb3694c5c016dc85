using System.Globalization;
using SentinelPerf.Bench;
using SentinelPerf.Bench.Study;

const string Help = """
    dotnet run -c Release --project bench/SentinelPerf.Bench -- MODE

      compare [--rounds 5] [--seconds 3]   the default: CPU per request and throughput of both transports on nginx, at saturation and at 3,000/s,
                                           beside wrk, hey, k6 (when on PATH) and the least a C program needs; CPU share at 1,000/s
      pacer [--rounds 5] [--seconds 3]     send lag and CPU of the pacer at 2,000/s, quiet and beside two CPU hogs, beside a C loop
      truth [--rounds 3] [--seconds 10]    recorded times beside those that a server with known delays and freezes wrote down
      memory [COUNT]                       memory with so many requests in flight (20,000)
      study real|simulation [--limit 30m] [--csv FILE] [--servers a,b] [--runs N] [--budget 90s] [--beside-build]
                                           the whole tool on servers of known capacity, or the search on simulated ones; one CSV row per run, goes on
                                           where it stopped; --servers takes beginnings of names, or groups (fitted, held …)
      study table [FILE …] [--output F]    the tables of such files, into docs/studies/breaking-point.md unless told otherwise ('-': standard output)
      --help

    Recorder, schedule and parser alone, with allocations: dotnet run -c Release --project bench/SentinelPerf.Microbench
    """;

try
{
    return await RunAsync(args);
}
catch (UsageException problem)
{
    await Console.Error.WriteLineAsync($"bench: {problem.Message} (--help lists all modes)");
    return 2;
}

static async Task<int> RunAsync(string[] args)
{
    switch (args)
    {
        case ["--help" or "-h" or "help", ..]:
            Console.WriteLine(Help);
            return 0;
        case [] or ["compare", ..]:
            return Comparison.Run(Rounds(args, 5, 3, out var seconds), seconds);
        case ["pacer", ..]:
            return Pacing.Run(Rounds(args, 5, 3, out seconds), seconds);
        case ["truth", ..]:
            return await Truth.CompareAsync(500, Rounds(args, 3, 10, out seconds), seconds);
        case ["memory", ..]:
            await Truth.HoldAsync(new Arguments(args[1..], 1, []).Positions is [var count] ? Arguments.Whole("the number in flight", count) : 20_000);
            return 0;
        case ["study", ..]:
            return await StudyCommand.RunAsync(args[1..]);

        // What this program starts of itself.
        case ["own", var transport, var load, var url, var length]:
            await OwnTransport.RunAsync(transport, load, new Uri(url), double.Parse(length, CultureInfo.InvariantCulture));
            return 0;
        case ["serve", var what]:
            await DelayServer.ServeAsync(hold: what == "hold");
            return 0;
        case ["spin"]:
            return Pacing.Spin();
        default:
            throw new UsageException($"there is no mode '{args[0]}'; there is compare, pacer, truth, memory and study");
    }
}

static int Rounds(string[] args, int rounds, int presetSeconds, out int seconds)
{
    var words = new Arguments(args.Length == 0 ? [] : args[1..], 0, ["--rounds", "--seconds"]);
    seconds = words.Whole("--seconds", presetSeconds);
    return words.Whole("--rounds", rounds);
}
