using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

internal static partial class CauseCatalogue
{
    private static Dictionary<string, CauseText> AroundTheProcess() => new()
    {
        [CauseIds.QueueOverflow] = new(
            "The target rejects what it cannot queue, and serves well what it accepts: a limiter or a bounded queue sets the capacity.",
            [
                new("Check the limiter's size", "Compare PermitLimit and QueueLimit of AddConcurrencyLimiter (or the capacity of the Channel, or Kestrel's Limits.MaxConcurrentConnections) with what the machine can do: CPU is left when they are too small.", Learn + "aspnet/core/performance/rate-limit"),
                new("Shorten what holds a permit", "Capacity is permits over holding time: make the limited section of {where} shorter before making it wider.", Learn + "aspnet/core/fundamentals/best-practices"),
            ]),
        [CauseIds.RateLimited] = new(
            "The target, or something before it, limits the rate on purpose.",
            [
                new("Check the rate limit", "Compare PermitLimit and Window of the RateLimiter policy (AddFixedWindowLimiter, AddTokenBucketLimiter) with the traffic that is expected, and partition it by user instead of globally.", Learn + "aspnet/core/performance/rate-limit"),
                new("Test without the limiter", "To learn what the target itself can do, switch the limiter off in the profile under test (DisableRateLimiting on the endpoint).", Learn + "aspnet/core/performance/rate-limit"),
            ]),
        [CauseIds.DownstreamLatency] = new(
            "What the target calls became slow under this load, and that explains most of its own slowness.",
            [
                new("Look at {where}", "The dependency is the bottleneck: measure it by itself, cache its answers, or call it fewer times per request.", Learn + "dotnet/fundamentals/networking/telemetry/metrics"),
                new("Bound the wait", "Give the HttpClient a timeout, a retry budget and a circuit breaker with AddStandardResilienceHandler, so that a slow dependency does not take this service with it.", Learn + "dotnet/core/resilience/http-resilience"),
            ]),
        [CauseIds.ConnectionPoolExhaustion] = new(
            "Requests wait for a connection of a pool that is used up.",
            [
                new("Hold connections for a shorter time", "Open the connection of {where} late and dispose it early (await using), keep no transaction open across other awaits, and look for slow queries.", Learn + "dotnet/framework/data/adonet/connection-pooling"),
                new("Fit the pool to the load", "Raise Maximum Pool Size in the connection string (or MaxConnectionsPerServer of SocketsHttpHandler) as far as the other side can serve.", "https://www.npgsql.org/doc/connection-string-parameters.html"),
            ]),
        [CauseIds.SocketExhaustion] = new(
            "The target has hardly a file descriptor left for another connection.",
            [
                new("Reuse connections", "Use IHttpClientFactory or one shared HttpClient instead of a new one per request, and dispose streams and sockets.", Learn + "dotnet/fundamentals/networking/http/httpclient-guidelines"),
                new("Raise the limit on open files", "Raise nofile (ulimit -n, LimitNOFILE of the systemd unit) when the number of connections is meant to be that high.", Learn + "aspnet/core/host-and-deploy/linux-nginx"),
            ]),
        [CauseIds.CpuThrottling] = new(
            "The CPU quota of the target's control group is used up: it is stopped for part of each period though the host may be idle.",
            [
                new("Raise or remove the CPU limit", "Give the container a larger CPU limit (resources.limits.cpu, --cpus) or none; requests alone are enough for fair sharing.", Learn + "dotnet/core/runtime-config/garbage-collector"),
                new("Match the runtime to the quota", "Check DOTNET_PROCESSOR_COUNT against the quota: more threads than the quota can run burn it in bursts.", Learn + "dotnet/core/runtime-config/threading"),
            ]),
        [CauseIds.GeneratorLimited] = new(
            "The load generator or the host gave up before the target did: this run says nothing about the target's limit.",
            [
                new("Give the generator room", "Run on a machine with more cores or with nothing else running, or lower load.maxRate below what the generator can offer. The void trials in the report say what took the machine.", Learn + "aspnet/core/test/load-tests"),
            ]),
        [CauseIds.Unknown] = new(
            "No cause stands out from what was seen.",
            [
                new("See where requests wait", "Record the target under this load with dotnet-trace collect and open it by wait time; look at what {where} awaits: SemaphoreSlim, Channel, timers and calls to others leave no lock or pool signal.", Learn + "dotnet/core/diagnostics/dotnet-trace"),
                new("Watch the meters of your own code", "Add a Meter for queues and pools of the app itself and watch it with dotnet-counters monitor while the load runs.", Learn + "dotnet/core/diagnostics/dotnet-counters"),
            ]),
    };
}
