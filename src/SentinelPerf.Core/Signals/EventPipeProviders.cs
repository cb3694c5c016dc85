using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace SentinelPerf.Signals;

/// <summary>What is asked of the target's event pipe.</summary>
internal static class EventPipeProviders
{
    /// <summary>The event source that publishes meters.</summary>
    public const string Metrics = "System.Diagnostics.Metrics";

    /// <summary>Seconds between two reports of the meters: half a second costs ≤ 6 % CPU per request and still gives four points in the seconds before a failure.</summary>
    private const string RefreshSeconds = "0.5";

    private const long TimeSeriesValues = 0x2;

    private static readonly string[] Meters =
    [
        "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.RateLimiting", "Microsoft.AspNetCore.Diagnostics", "System.Net.Http", "Npgsql",
    ];

    /// <summary>
    /// The providers of a session. Exceptions are counted by type through the runtime's meter (<c>dotnet.exceptions</c>): their events would cost
    /// about 30 % of a target that throws on every request. Pauses, lock waits and starvation come as events; they are rare in a healthy target.
    /// </summary>
    public static EventPipeProvider[] For(string sessionId) =>
    [
        new(Metrics, EventLevel.Informational, TimeSeriesValues, new Dictionary<string, string>
        {
            ["SessionId"] = sessionId,
            ["ClientId"] = sessionId,
            ["RefreshInterval"] = RefreshSeconds,
            ["MaxTimeSeries"] = "1000",
            ["MaxHistograms"] = "100",
            ["Metrics"] = string.Join(';', Meters),
        }),
        new(ClrTraceEventParser.ProviderName, EventLevel.Informational,
            (long)(ClrTraceEventParser.Keywords.GC | ClrTraceEventParser.Keywords.Contention | ClrTraceEventParser.Keywords.Threading)),
    ];
}
