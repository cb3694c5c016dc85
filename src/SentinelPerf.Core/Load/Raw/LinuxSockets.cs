using System.Runtime.InteropServices;

namespace SentinelPerf.Load.Raw;

/// <summary>The system calls of the raw transport. Linux, 64 bit.</summary>
internal static unsafe partial class LinuxSockets
{
    public const int In = 0x1, Out = 0x4, Err = 0x8, Hup = 0x10, PeerClosed = 0x2000;
    public const uint EdgeTriggered = 1u << 31;
    public const int AddOperation = 1, DeleteOperation = 2, ModifyOperation = 3;
    public const int NoSignal = 0x4000, DontWait = 0x40;
    public const int StreamType = 1, NonBlocking = 0x800, CloseOnExec = 0x80000;
    public const int SolTcp = 6, TcpNoDelay = 1, SolSocket = 1, SoError = 4;
    public const int ShutBoth = 2;
    public const int Again = 11, InProgress = 115, Interrupted = 4, TooManyProcess = 24, TooManySystem = 23, NoBuffers = 105, NoMemory = 12,
        AddressNotAvailable = 99, AddressInUse = 98, Refused = 111, ConnectTimedOut = 110;

    // struct epoll_event is packed on x86 only.
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture is Architecture.X64;

    /// <summary>Size of struct epoll_event.</summary>
    public static int EventSize => s_packed ? 12 : 16;

    private static int DataOffset => s_packed ? 4 : 8;

    public static uint EventsOf(byte* entry) => *(uint*)entry;

    public static ulong DataOf(byte* entry) => *(ulong*)(entry + DataOffset);

    public static int Control(int poll, int operation, int descriptor, uint events, ulong data)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = events;
        *(ulong*)(entry + DataOffset) = data;
        return EpollControl(poll, operation, descriptor, entry);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int poll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int EpollWait(int poll, byte* entries, int most, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    public static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Connect(int descriptor, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int descriptor, byte* data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int descriptor, byte* data, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int descriptor, byte* data, nint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* data, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    public static partial int Shutdown(int descriptor, int how);

    [LibraryImport("libc", EntryPoint = "setsockopt")]
    public static partial int SetOption(int descriptor, int level, int option, int* value, int length);

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    public static partial int GetOption(int descriptor, int level, int option, int* value, int* length);
}
