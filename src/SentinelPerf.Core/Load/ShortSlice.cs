using System.Runtime.InteropServices;

namespace SentinelPerf.Load;

/// <summary>
/// Asks the scheduler to give the calling thread its turns soon and short: a slice of 0.1 ms in place of some 3 ms. Its share of the CPU stays what it was, but a
/// thread that wakes with a short slice need not wait until a busy one has used up its own. Measured beside two CPU hogs at 2,000/s: send lag p99 2.6 ms without it, 1.2 ms with it. Linux 6.12 and later (EEVDF, sched_setattr(2));
/// elsewhere nothing happens. Needs no privilege.
/// </summary>
internal static partial class ShortSlice
{
    /// <summary>The shortest that the kernel takes.</summary>
    private const ulong Nanoseconds = 100_000;

    private const uint OrdinaryPolicy = 0;

    /// <summary>To be called on the thread itself.</summary>
    /// <returns>The slice in force now, ns; 0: the kernel's own. Null: nothing was asked for.</returns>
    public static unsafe ulong? Take()
    {
        if (!OperatingSystem.IsLinux() || Numbers() is not var (get, set)) return null;
        var attributes = new Attributes { Size = (uint)sizeof(Attributes) };
        // Nice value and policy stay: whoever started us may have wanted them.
        if (SystemCall(get, 0, &attributes, (uint)sizeof(Attributes), 0) != 0 || attributes.Policy != OrdinaryPolicy) return null;
        attributes.Runtime = Nanoseconds;
        _ = SystemCall(set, 0, &attributes, 0, 0);
        return SystemCall(get, 0, &attributes, (uint)sizeof(Attributes), 0) == 0 ? attributes.Runtime : null;
    }

    private static (nint Get, nint Set)? Numbers() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (315, 314),
        Architecture.Arm64 => (275, 274),
        _ => null,
    };

    /// <summary>struct sched_attr in its first version.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static unsafe partial nint SystemCall(nint number, nint thread, Attributes* attributes, nuint size, nuint flags);
}
