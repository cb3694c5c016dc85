namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>A gate was missed.</summary>
    public static DiagnosticDescriptor GateMissed => new("SP8001", "A gate was missed",
        "Read the cause and the first recommendation in the report; lower the gate only if the service may be slower than it says.");

    /// <summary>A gate lies inside the interval.</summary>
    public static DiagnosticDescriptor GateUndecided => new("SP8002", "The measurement cannot tell whether the gate is met",
        "Give the run a longer load.budget for a narrower interval, or set the gate clear of the capacity.");

    /// <summary>The search never came up to the gate.</summary>
    public static DiagnosticDescriptor GateNotReached => new("SP8003", "The gate's rate was never offered",
        "Raise load.maxRate above the gate, or give the generator more CPU: the target did not break up to the rate that was tested.");

    /// <summary>The search found no answer.</summary>
    public static DiagnosticDescriptor RunInconclusive => new("SP8004", "The run is inconclusive",
        "Remove what the reasons name (load on the machine, too short a budget, an unsteady target) and run again.");

    /// <summary>Somebody stopped the run.</summary>
    public static DiagnosticDescriptor RunCancelled => new("SP8005", "The run was cancelled",
        "Run it again; the reports hold what was measured until then.");

    /// <summary>Nothing was measured.</summary>
    public static DiagnosticDescriptor NothingMeasured => new("SP8006", "Nothing was measured",
        "Read the target's own last lines and the run's other messages; a run without samples never passes.");
}
