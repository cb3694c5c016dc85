namespace SentinelPerf.Explanation;

internal static partial class FaultPatterns
{
    private static IEnumerable<FaultPattern> Machine() =>
    [
        FaultPattern.Of("open-files", Severity.High, @"Too many open files|EMFILE",
            "Close or allow more files", "Dispose sockets and streams, reuse HttpClient, then raise nofile (LimitNOFILE of the systemd unit, ulimit -n).", Learn + "aspnet/core/host-and-deploy/linux-nginx"),
        FaultPattern.Of("disk-full", Severity.Critical, @"No space left on device|not enough space on the disk|ENOSPC",
            "Make room on the disk", "Bound log files (rolling with a retained count), and check where Path.GetTempPath and uploads are written.", Learn + "dotnet/core/extensions/logging-providers"),
        FaultPattern.Of("file-shared", Severity.Medium, @"being used by another process",
            "Do not share the file", "Requests open the same file: open it with FileShare.Read, write through one Channel, or a file per request.", Learn + "dotnet/standard/io/handling-io-errors"),
        FaultPattern.Of("access-denied", Severity.Medium, @"Access to the path .* is denied|UnauthorizedAccessException|Permission denied",
            "Grant the path", "The app's user may not write there: containers run as APP_UID; write to a mounted volume.", Learn + "dotnet/core/docker/container-images"),
        FaultPattern.Of("stack-overflow", Severity.Critical, @"Stack overflow|StackOverflowException",
            "End the recursion", "The repeated frames of the last lines show it: give the recursion an end, or limit MaxDepth of JsonSerializerOptions.", Learn + "dotnet/api/system.stackoverflowexception"),
        FaultPattern.Of("gc-heap-limit", Severity.Critical, @"GC heap initialization failed|0x8007000E|Failed to create CoreCLR",
            "Give the runtime its memory", "The container's memory limit is too small for the heap: raise it, or set DOTNET_GCHeapHardLimit.", Learn + "dotnet/core/runtime-config/garbage-collector"),
        FaultPattern.Of("out-of-memory", Severity.Critical, @"OutOfMemoryException|Out of memory",
            "Find what fills the memory", "Compare two dumps of dotnet-gcdump collect, bound caches with SizeLimit, stream large bodies, and check the container's limit.", Learn + "dotnet/core/diagnostics/debug-memory-leak"),
        FaultPattern.Of("oom-killed", Severity.Critical, @"exit code 137|OOMKilled|^Killed$|signal 9",
            "Stay below the memory limit", "The system ended the process: set DOTNET_GCHeapHardLimitPercent below the container's limit and look for growth with dotnet-counters.", Learn + "dotnet/core/runtime-config/garbage-collector"),
        FaultPattern.Of("segfault", Severity.Critical, @"exit code 139|SIGSEGV|Segmentation fault|AccessViolationException",
            "Look at native code", "Native code crashed: update the native packages, and open a dump (DOTNET_DbgEnableMiniDump) with dotnet-dump analyze.", Learn + "dotnet/core/diagnostics/collect-dumps-crash"),
        FaultPattern.Of("no-threads", Severity.Critical, @"Unable to create.*thread|pthread_create|not enough free threads in the ThreadPool",
            "Create fewer threads", "Use the thread pool instead of new Thread, and raise the process limit (TasksMax of systemd, pids.max) only if so many are meant.", Learn + "dotnet/standard/threading/the-managed-thread-pool"),
    ];

    private static IEnumerable<FaultPattern> Code() =>
    [
        FaultPattern.Of("collection-modified", Severity.High, @"Collection was modified|enumeration operation may not execute",
            "Do not share the collection", "Requests change a collection while another reads it: use ConcurrentDictionary or ImmutableArray, or copy under a lock.", Learn + "dotnet/standard/collections/thread-safe/"),
        FaultPattern.Of("non-concurrent", Severity.High, @"non-concurrent collections must have exclusive access|Index was outside the bounds of the array.*(Dictionary|List)",
            "Use a concurrent collection", "A Dictionary is written by several requests: replace it by ConcurrentDictionary.", Learn + "dotnet/standard/collections/thread-safe/"),
        FaultPattern.Of("json-cycle", Severity.High, @"possible object cycle|Self referencing loop",
            "Return a model without cycles", "Map entities to response types, or set ReferenceHandler.IgnoreCycles of JsonSerializerOptions.", Learn + "dotnet/standard/serialization/system-text-json/preserve-references"),
        FaultPattern.Of("json-read", Severity.Medium, @"JsonException|JsonReaderException|JSON value could not be converted|is an invalid start of a value",
            "Send what the endpoint reads", "A body is not the JSON that is expected: check body and contentType in traffic.requests, and the converters of JsonSerializerOptions.", Learn + "dotnet/standard/serialization/system-text-json/how-to"),
        FaultPattern.Of("scoped-from-root", Severity.High, @"Cannot (resolve|consume) scoped service",
            "Resolve in a scope", "A singleton uses a scoped service: inject IServiceScopeFactory and call CreateAsyncScope per unit of work.", Learn + "dotnet/core/extensions/scoped-service"),
        FaultPattern.Of("not-registered", Severity.Critical, @"No service for type|Unable to resolve service for type",
            "Register the service", "Add the type in Program.cs (AddScoped, AddSingleton); an environment may skip its registration.", Learn + "dotnet/core/extensions/dependency-injection"),
        FaultPattern.Of("options-invalid", Severity.Critical, @"OptionsValidationException",
            "Set the missing option", "A validated option has no valid value in this environment: pass it through target.environment.", Learn + "dotnet/core/extensions/options"),
        FaultPattern.Of("disposed", Severity.High, @"ObjectDisposedException|Cannot access a disposed",
            "Keep it alive as long as it is used", "Work outlives its request: await it, or give it a scope of its own with IServiceScopeFactory; do not dispose what IHttpClientFactory owns.", Learn + "dotnet/core/extensions/dependency-injection-guidelines"),
        FaultPattern.Of("canceled", Severity.Medium, @"TaskCanceledException|OperationCanceledException|A task was canceled",
            "See who cancelled", "Tell the client's leaving (HttpContext.RequestAborted) from your own timeouts; the second are the finding.", Learn + "dotnet/standard/threading/cancellation-in-managed-threads"),
        FaultPattern.Of("null-reference", Severity.High, @"NullReferenceException|Object reference not set",
            "Mend the null", "Read the stack of the NullReferenceException in the log; under load it is mostly a static or shared field that another request replaced: make it a local or Lazy.", Learn + "dotnet/csharp/nullable-references"),
        FaultPattern.Of("timeout", Severity.Medium, @"TimeoutException|The operation has timed out",
            "Find what timed out", "Read the stack of the TimeoutException and measure that call by itself; set its timeout below that of the request (RequestTimeouts).", Learn + "aspnet/core/performance/timeouts"),
        FaultPattern.Of("invalid-operation", Severity.Medium, @"InvalidOperationException",
            "Read the exception's message", "Find the throwing frame in the log with its stack; under load it is mostly a shared object that is not thread-safe, such as a DbContext or a List.", Learn + "aspnet/core/fundamentals/error-handling"),
    ];
}
