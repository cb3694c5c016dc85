namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>Nothing is left to send after probing.</summary>
    public static DiagnosticDescriptor NoRouteAnswers => new("SP4001", "No route answered the probe with a success",
        "Look at the answers in the message; give working requests under traffic.requests, with values for their parameters.");

    /// <summary>Every route wants to know who asks.</summary>
    public static DiagnosticDescriptor AuthenticationNeeded => new("SP4002", "Every route refuses requests without authentication",
        "Set target.auth (bearer, header or basic) or name public routes under traffic.requests.");

    /// <summary>A method that is to be driven does not work even once.</summary>
    public static DiagnosticDescriptor IterationFails => new("SP4003", "The first call of the iteration failed",
        "Make one call of the method succeed against the started target; load begins only then.");

    /// <summary>Generator and target cannot be kept on cores of their own here.</summary>
    public static DiagnosticDescriptor PlacementWithoutEffect => new("SP4010", "load.placement: split has no effect here",
        "Let SentinelPerf start the target on a machine with two cores or more, or leave load.placement out.");
}
