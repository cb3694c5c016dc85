namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>Nothing is left to send after probing.</summary>
    public static DiagnosticDescriptor NoRouteAnswers => new("SP4001", "No route answered the probe with a success",
        "Look at the answers in the message; give working requests under traffic.requests, with values for their parameters.");

    /// <summary>Every route wants to know who asks.</summary>
    public static DiagnosticDescriptor AuthenticationNeeded => new("SP4002", "Every route refuses requests without authentication",
        "Set target.auth (bearer, header or basic) or name public routes under traffic.requests.");
}
