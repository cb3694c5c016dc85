namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>The interval of the breaking point is wider than 20 %.</summary>
    public static DiagnosticDescriptor IntervalTooWide => new("SP5001", "The breaking point could not be narrowed down",
        "Give the search more time (load.budget), or find out what makes the target's speed change from second to second.");

    /// <summary>No trial passed.</summary>
    public static DiagnosticDescriptor NothingPassed => new("SP5002", "No offered rate met the objective",
        "The objective may be stricter than the target's best answer: compare objective.latency with the healthy response time in the report.");

    /// <summary>No trial failed, and the highest rate allowed was not reached.</summary>
    public static DiagnosticDescriptor NothingFailed => new("SP5003", "No offered rate violated the objective before the time was spent",
        "Give the search more time (load.budget).");

    /// <summary>Too few scored requests to say anything.</summary>
    public static DiagnosticDescriptor TooFewSamples => new("SP5004", "Too few requests were measured",
        "Raise load.budget: a slow target needs time for enough requests.");

    /// <summary>More than 30 % of the trials were spoiled by the generator or the host.</summary>
    public static DiagnosticDescriptor TooManyVoidTrials => new("SP5005", "Too many trials were spoiled by the generator or the machine",
        "Run on a quieter machine; the vetoes in the summary name what spoiled the trials.");

    /// <summary>The target missed the objective before it was under load.</summary>
    public static DiagnosticDescriptor NeverHealthy => new("SP5006", "The target was not healthy before load",
        "Send one request by hand: it must succeed within objective.latency. Check readiness, authentication and the target's environment.");

    /// <summary>The generator, not the target, was the limit.</summary>
    public static DiagnosticDescriptor GeneratorLimited => new("SP5007", "The generator reached its limit before the target",
        "Run the generator on a machine of its own, or on a machine with more free cores.");

    /// <summary>The target's speed changed while it was measured.</summary>
    public static DiagnosticDescriptor NonStationary => new("SP5008", "The target's capacity changed during the search",
        "Look for what grows with the requests served (caches, leaks, logs), or warm the target up for longer.");

    /// <summary>The run was cancelled.</summary>
    public static DiagnosticDescriptor SearchCancelled => new("SP5009", "The search was cancelled",
        "Run again; what was measured until then stands in the summary.");

    /// <summary>The target's process ended under load.</summary>
    public static DiagnosticDescriptor TargetDiedUnderLoad => new("SP5010", "The target's process ended under load",
        "Read its last output lines in the report.");

    /// <summary>The highest rate allowed passed.</summary>
    public static DiagnosticDescriptor MaxRateReached => new("SP5011", "The target met the objective at the highest rate allowed",
        "Raise load.maxRate, or generate from a machine with more free cores, to find the breaking point.");

    /// <summary>The time was spent before the search came to its end.</summary>
    public static DiagnosticDescriptor BudgetSpent => new("SP5012", "The budget was spent before a test came to its end",
        "Raise load.budget.");

    /// <summary>Service times have a heavy tail, so the capacity depends on how long one looks.</summary>
    public static DiagnosticDescriptor HeavyTail => new("SP5013", "Service times have a heavy tail: the figure is the capacity over the length of a trial",
        "Find the rare slow requests in the routes table; over hours the target sustains less than this rate.");

    /// <summary>The sample supports a lower percentile than the one asked for.</summary>
    public static DiagnosticDescriptor SmallSample => new("SP5014", "The trials were too small for the percentile asked for",
        "Read the figure as the capacity at the percentile named; raise load.budget or lower objective.percentile.");

    /// <summary>A crash did not repeat, or could not be tried again.</summary>
    public static DiagnosticDescriptor CrashNotReplicated => new("SP5015", "The crash was seen once",
        "Run again with another load.seed to see whether it repeats; read the target's last output lines.");

    /// <summary>A load test has no rate to offer.</summary>
    public static DiagnosticDescriptor NoExpectedRate => new("SP5016", "A load test has no rate to go by",
        "Set load.rate to the peak that you expect, or add search to load.tests: 70 % of what it finds stands in for it.");

    /// <summary>A rate that the target should hold did not hold.</summary>
    public static DiagnosticDescriptor TestMissedObjective => new("SP5017", "A load test missed the objective",
        "Read the test's section in the report: which limit broke first, at which rate and on which route.");

    /// <summary>After a break or a spike the target did not serve as before.</summary>
    public static DiagnosticDescriptor TestNotRecovered => new("SP5018", "The target did not recover from overload",
        "Look for what outlives the load: retries, full queues, lost connections, caches that were emptied. Shed load early, and bound queues and retries.");

    /// <summary>Something changed in one direction under constant load.</summary>
    public static DiagnosticDescriptor TestDrifted => new("SP5019", "The target changed while the load stayed the same",
        "Look for what grows with the requests served (caches, lists, handles, logs). A longer soak (load.durations.soak) tells a leak from a warm-up.");

    /// <summary>The rate of a load test lies above what may be offered.</summary>
    public static DiagnosticDescriptor TestRateNotOffered => new("SP5020", "The rate of a load test was never offered",
        "Raise load.maxRate, lower load.rate, or give the generator more CPU.");

    /// <summary>A window missed the objective and the next one did not.</summary>
    public static DiagnosticDescriptor MissedOnce => new("SP5021", "The objective was missed now and then",
        "A miss that does not repeat is no break; the test's trials in the report say when it was. Look for what runs now and then (collections, jobs).");
}
