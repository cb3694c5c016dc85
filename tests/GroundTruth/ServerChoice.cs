using System.Globalization;
using SentinelPerf.GroundTruth.Servers;

namespace SentinelPerf.GroundTruth;

/// <summary>What the command line asks for: <c>pool --workers 4 --hold 10ms --port 0</c>.</summary>
internal sealed class ServerChoice
{
    private const string Usage = """
        Usage: SentinelPerf.GroundTruth SERVER [--port N] [--stay] with one of
          pool --workers N --hold T        N workers, each request holds one for T; capacity N / T
          lock --hold T                    one worker
          slow                             one worker, 40 ms: 25/s
          mm1 --rate R [--seed N]          one worker, exponential service times with mean 1 / R
          token-bucket --rate R [--burst N]  429 above R per second
          loss --slots K --hold T          503 when K requests are in flight, each for T
          cpu --cost T                     T of one core per request; ASP.NET Core on all cores
          crash --after N | --rate R       exits with code 70 at the N-th request, or when a second holds more than R
          hang --after N                   never answers from the N-th request on
          rubbish                          answers that are no HTTP
          null                             answers at once
        Prints its address on one line and ends at the end of standard input, unless --stay is given. T is a number with ms or s.
        """;

    private readonly string _name;
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly bool _stay;

    private ServerChoice(string[] args)
    {
        _name = args.Length > 0 ? args[0] : throw new FormatException(Usage);
        for (var i = 1; i < args.Length; i++)
        {
            if (args[i] == "--stay") _stay = true;
            else if (args[i].StartsWith("--", StringComparison.Ordinal) && i + 1 < args.Length) _options[args[i][2..]] = args[++i];
            else throw new FormatException($"'{args[i]}' is no option with a value.{Environment.NewLine}{Usage}");
        }
    }

    /// <summary>Port on the loopback address; 0: any free one.</summary>
    public int Port => (int)Number("port", 0);

    /// <summary>CPU time per request, when the CPU-bound server is asked for.</summary>
    public TimeSpan? CpuCost => _name == "cpu" ? Time("cost") : null;

    /// <summary>Whether the arguments ask for the CPU-bound server.</summary>
    public static bool IsCpu(string[] args) => args is ["cpu", ..];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It makes no sense; the message says why and shows the usage.</exception>
    public static ServerChoice Parse(string[] args)
    {
        var choice = new ServerChoice(args);
        if (!IsCpu(args))
        {
            using var unused = new Timeline();
            _ = choice.Create(unused);
        }
        return choice;
    }

    /// <summary>Makes the server.</summary>
    public IServer Create(Timeline timeline) => _name switch
    {
        "pool" => new Pool(timeline, (int)Number("workers"), Time("hold")),
        "lock" => new Pool(timeline, 1, Time("hold")),
        "slow" => new Pool(timeline, 1, TimeSpan.FromMilliseconds(40)),
        "mm1" => new ExponentialWorker(timeline, Number("rate"), (int)Number("seed", 1)),
        "token-bucket" => new TokenBucket(Number("rate"), Number("burst", 5)),
        "loss" => new Loss(timeline, (int)Number("slots"), Time("hold")),
        "crash" => new Crash((long)Number("after", double.MaxValue), Number("rate", double.MaxValue)),
        "hang" => new Hang((long)Number("after", 1)),
        "rubbish" => new Rubbish(),
        "null" => new Null(),
        _ => throw new FormatException($"There is no server '{_name}'.{Environment.NewLine}{Usage}"),
    };

    /// <summary>Ends when the program that started this one closes its standard input, so that no test can leave a server behind.</summary>
    public async Task UntilToldToEndAsync()
    {
        if (_stay) await Task.Delay(Timeout.Infinite);
        while (await Console.In.ReadLineAsync() is not null) { }
    }

    private double Number(string option, double? preset = null) =>
        !_options.TryGetValue(option, out var text) ? preset ?? throw new FormatException($"{_name} needs --{option}.{Environment.NewLine}{Usage}")
        : double.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= 0 ? value
        : throw new FormatException($"--{option} is '{text}', no number of 0 or more.");

    private TimeSpan Time(string option)
    {
        var text = _options.GetValueOrDefault(option) ?? throw new FormatException($"{_name} needs --{option}.{Environment.NewLine}{Usage}");
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1.0) : text.EndsWith('s') ? (text[..^1], 1000.0) : (text, double.NaN);
        return double.TryParse(digits, CultureInfo.InvariantCulture, out var value) && value > 0 && unit > 0
            ? TimeSpan.FromMilliseconds(value * unit)
            : throw new FormatException($"--{option} is '{text}', no time such as 10ms or 0.5s.");
    }
}
