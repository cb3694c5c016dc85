using System.Collections.Frozen;
using SentinelPerf.Diagnosis;

namespace SentinelPerf.Explanation;

/// <summary>Every cause in words, with what to do about it. The texts hold no figures: those come from the evidence alone.</summary>
internal static partial class CauseCatalogue
{
    private const string Learn = "https://learn.microsoft.com/";

    private static readonly FrozenDictionary<string, CauseText> Texts = InsideTheProcess().Concat(AroundTheProcess()).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All causes that have a text.</summary>
    public static IEnumerable<string> Causes => Texts.Keys;

    /// <summary>Text of a cause; that of <c>unknown</c> for one that has none.</summary>
    public static CauseText Of(string cause) => Texts.GetValueOrDefault(cause) ?? Texts[CauseIds.Unknown];

    private static Dictionary<string, CauseText> InsideTheProcess() => new()
    {
        [CauseIds.CpuSaturation] = new(
            "The target uses all the CPU that it can get: every further request waits for a core.",
            [
                new("Find the code that burns the CPU", "Record a CPU profile of {where} under this load with dotnet-trace collect --profile dotnet-sampled-thread-time and shorten the hottest path; serialisation, hashing, regular expressions and LINQ on hot paths are the usual finds.", Learn + "dotnet/core/diagnostics/debug-highcpu"),
                new("Do the work once", "Cache what does not change per request: AddOutputCache with CacheOutput on the endpoint, or IMemoryCache around the computation.", Learn + "aspnet/core/performance/caching/output"),
                new("Add cores", "When the code is as lean as it should be, scale out: capacity grows with cores as long as CPU is the limit.", Learn + "aspnet/core/fundamentals/best-practices"),
            ]),
        [CauseIds.ThreadPoolStarvation] = new(
            "Pool threads are blocked while work waits in the queue and CPU is left: the pool adds threads more slowly than requests block them.",
            [
                new("Await instead of blocking", "Look for Task.Result, Task.Wait, GetAwaiter().GetResult() and synchronous I/O on the path of {where}, and make the path async all the way (await, …Async methods).", Learn + "dotnet/core/diagnostics/debug-threadpool-starvation"),
                new("Show the blocked stacks", "Run dotnet-stack report or dotnet-trace collect on the target under this load: the frame that many threads share is the blocking call.", Learn + "dotnet/core/diagnostics/dotnet-stack"),
                new("Buy time with ThreadPool.SetMinThreads", "Until the blocking call is gone, raise System.Threading.ThreadPool.MinThreads in runtimeconfig so that the pool need not grow under load. It hides the fault, it does not mend it.", Learn + "dotnet/core/runtime-config/threading"),
            ]),
        [CauseIds.LockContention] = new(
            "Requests stand in line for one lock: whoever holds it sets the pace, and neither threads nor CPU help.",
            [
                new("Shrink what the lock covers", "Find the lock (or [MethodImpl(Synchronized)], Monitor.Enter) on the path of {where}; move I/O, logging and computation out of it, and hold it only for the change of the shared state.", Learn + "dotnet/csharp/language-reference/statements/lock"),
                new("Replace the lock", "Use ConcurrentDictionary, Interlocked or an immutable snapshot for shared reads; where I/O must be exclusive use SemaphoreSlim.WaitAsync so that no thread is blocked, and one per key instead of one for all.", Learn + "dotnet/standard/collections/thread-safe/"),
            ]),
        [CauseIds.GcPressure] = new(
            "Garbage collection stops the target for much of the time: requests allocate faster than memory can be reclaimed cheaply.",
            [
                new("Allocate less per request", "Find the allocations of {where} with dotnet-trace collect --profile gc-verbose; rent large buffers from ArrayPool.Shared or RecyclableMemoryStream, stream bodies instead of reading them whole, avoid arrays that reach the large object heap.", Learn + "aspnet/core/performance/memory"),
                new("Choose the right collector", "Server GC (ServerGarbageCollector in the project file) trades memory for fewer pauses; check DOTNET_GCHeapHardLimit and the container's memory limit when the heap is small.", Learn + "dotnet/standard/garbage-collection/workstation-server-gc"),
            ]),
        [CauseIds.MemoryLeak] = new(
            "Memory grows with the requests served and does not return when the load ends: something keeps hold of it.",
            [
                new("Find what holds the objects", "Take two dumps with dotnet-gcdump collect, before and after load, and compare the types that grew; static collections, caches without a size limit, event handlers and undisposed timers are the usual holders.", Learn + "dotnet/core/diagnostics/debug-memory-leak"),
                new("Bound the caches", "Give IMemoryCache a SizeLimit and entries an expiration; replace static dictionaries keyed by request data.", Learn + "aspnet/core/performance/caching/memory"),
            ]),
        [CauseIds.ExceptionOnset] = new(
            "Under load requests begin to fail by an exception that the healthy target does not throw.",
            [
                new("Mend the place that throws {where}", "Read the first of these exceptions in the target's log with its stack; under load it is mostly a shared object that is not thread-safe, a timeout, or a limit that was reached.", Learn + "aspnet/core/fundamentals/error-handling"),
                new("Fail early and cheaply", "Where the limit is real, reject with AddConcurrencyLimiter before the work starts: throwing costs far more CPU than refusing.", Learn + "aspnet/core/performance/rate-limit"),
            ]),
        [CauseIds.Crash] = new(
            "The target's process ended under load.",
            [
                new("Read how it ended", "Its exit code and last output lines stand in the report; an unhandled exception on a thread of its own (async void, Timer, Thread) ends the process whatever the web server catches.", Learn + "dotnet/api/system.appdomain.unhandledexception"),
                new("Keep a dump", "Set DOTNET_DbgEnableMiniDump and DOTNET_DbgMiniDumpName for the target, run again, and open the dump with dotnet-dump analyze.", Learn + "dotnet/core/diagnostics/collect-dumps-crash"),
            ]),
    };
}
