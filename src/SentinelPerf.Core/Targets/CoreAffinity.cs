using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;

namespace SentinelPerf.Targets;

/// <summary>The cores that threads may run on (sched_setaffinity). Linux only; elsewhere nothing is told and nothing happens.</summary>
internal static unsafe partial class CoreAffinity
{
    private const int Words = 16; // 1,024 cores
    private const int ThisThread = 0;

    /// <summary>Numbers of the cores that the calling thread may use, ascending; empty where the system does not tell.</summary>
    public static ImmutableArray<int> Usable()
    {
        if (!Supported) return [];
        var mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        if (Get(ThisThread, Words * sizeof(ulong), mask) < 0) return [];
        var cores = ImmutableArray.CreateBuilder<int>();
        for (var core = 0; core < Words * 64; core++)
            if ((mask[core / 64] >> (core % 64) & 1) == 1) cores.Add(core);
        return cores.ToImmutable();
    }

    /// <summary>Keeps the calling thread, and the processes it starts meanwhile, on some cores until disposed on the same thread. Empty: as it is.</summary>
    public static IDisposable KeepThread(ImmutableArray<int> cores) => new Kept(cores, () => [ThisThread]);

    /// <summary>Keeps every thread of this process, and those that they start, on some cores until disposed. Empty: as it is.</summary>
    public static IDisposable KeepProcess(ImmutableArray<int> cores) => new Kept(cores, Threads);

    private static bool Supported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    private static IEnumerable<int> Threads() =>
        Directory.EnumerateDirectories("/proc/self/task").Select(t => int.Parse(Path.GetFileName(t), CultureInfo.InvariantCulture));

    private static void Apply(IEnumerable<int> threads, ImmutableArray<int> cores)
    {
        var mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        foreach (var core in cores) mask[core / 64] |= 1UL << (core % 64);
        // A thread that has ended meanwhile is no error, and a kernel that refuses leaves things as they are: the plan is a wish, not a condition.
        foreach (var thread in threads) _ = Set(thread, Words * sizeof(ulong), mask);
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int Get(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int Set(int thread, nuint bytes, ulong* mask);

    private sealed class Kept : IDisposable
    {
        private readonly ImmutableArray<int> _before;
        private readonly Func<IEnumerable<int>> _threads;

        public Kept(ImmutableArray<int> cores, Func<IEnumerable<int>> threads)
        {
            _threads = threads;
            _before = cores.IsDefaultOrEmpty ? [] : Usable();
            if (_before.IsEmpty) return;
            // Twice: a thread that was started during the first pass by one not yet reached has the old cores.
            for (var pass = 0; pass < 2; pass++) Apply(threads(), cores);
        }

        public void Dispose()
        {
            if (!_before.IsEmpty) Apply(_threads(), _before);
        }
    }
}
