using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SentinelPerf.Planning;
using static SentinelPerf.Load.Raw.LinuxSockets;

namespace SentinelPerf.Load.Raw;

/// <summary>
/// HTTP/1.1 over plain sockets and epoll (Linux, 64 bit). The caller's thread writes a request to an idle connection; one loop thread reads
/// every response and completes it inline. Nothing is allocated in steady state: connections, requests and buffers are kept.
/// </summary>
/// <remarks>
/// Registrations are edge-triggered and made once per connection, so a request costs send, epoll_wait and recv and nothing else.
/// Only the loop thread closes a socket, and never while somebody is inside send() on it (<see cref="RawConnection.Senders"/>).
/// </remarks>
public sealed unsafe partial class RawSender : IRequestSender, ICompletionProbeSource
{
    private const int MostConnections = 65_536; // more than there are ephemeral ports
    private const int ReceiveBytes = 64 * 1024;
    private const int EventsAtOnce = 256;
    private const ulong WakeMark = ulong.MaxValue;
    private const int ScanMilliseconds = 20;

    /// <summary>Larger requests are written by the loop thread alone, which can wait for room.</summary>
    private const int LargestInlineRequest = 32 * 1024;

    private const uint Interest = In | Out | PeerClosed | EdgeTriggered;

    private readonly SenderSetup _setup;
    private readonly Lock _preparing = new();
    private volatile RawRequest[][] _requests;
    private readonly HostAddresses _addresses;
    private readonly RawConnection?[] _all = new RawConnection?[MostConnections];
    private readonly ConnectionStack _idle;
    private readonly ConnectionStack _closed;
    private readonly long _timeoutTicks;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);
    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(EventsAtOnce * 16, pinned: true);
    private readonly int _poll;
    private readonly int _wake;
    private readonly Thread _loop;
    private readonly int _mostOpen;
    private int _count;
    private int _open;
    private volatile bool _stopping;
    private volatile bool _aborting;
    private volatile Action? _pong;

    /// <summary>Prepares the requests of a plan for a target and starts the loop thread.</summary>
    /// <param name="setup">For a target that speaks HTTP/1.1 without TLS.</param>
    public RawSender(SenderSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        if (!IsSupported) throw new PlatformNotSupportedException("The raw transport needs 64-bit Linux.");
        _setup = setup;
        _mostOpen = Math.Min(setup.MostOpen(), MostConnections);
        _requests = Prepare();
        _addresses = HostAddresses.Resolve(setup.BaseAddress);
        _timeoutTicks = (long)(setup.Timeout.TotalSeconds * Stopwatch.Frequency);
        (_idle, _closed) = (new(_all), new(_all));
        _poll = EpollCreate(CloseOnExec);
        _wake = EventDescriptor(0, NonBlocking | CloseOnExec);
        if (_poll < 0 || _wake < 0 || Control(_poll, AddOperation, _wake, In | EdgeTriggered, WakeMark) != 0)
        {
            _ = Close(_poll);
            _ = Close(_wake);
            throw new IOException("This process may open no more descriptors (epoll); raise its limit (ulimit -n).");
        }
        setup.Headers.Changed += PrepareAgain;
        PrepareAgain(); // they may have changed just before
        _loop = new Thread(Loop) { IsBackground = true, Name = "SentinelPerf transport" };
        _loop.Start();
    }

    /// <summary>Whether this machine has what the transport needs.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <inheritdoc/>
    public string Transport => "raw";

    /// <inheritdoc/>
    public void Send(int request, int url, int slot, ICompletionSink sink) => Start(_requests[request][url], slot, sink);

    /// <inheritdoc/>
    public void Send(int request, RenderedRequest content, int slot, ICompletionSink sink)
    {
        if (RawRequest.TryRender(_setup.BaseAddress, _setup.Requests[request], content, _setup.Headers.Current, out var fault) is not { } raw)
        {
            sink.Complete(slot, new(OutcomeKind.Protocol, 0, $"the request was not sent: {fault}"));
            return;
        }
        Start(raw, slot, sink);
        raw.Release();
    }

    private void Start(RawRequest raw, int slot, ICompletionSink sink)
    {
        if (_stopping)
        {
            raw.Release();
            sink.Complete(slot, new(OutcomeKind.Aborted));
            return;
        }
        var now = Stopwatch.GetTimestamp();
        while (_idle.TryPop() is { } connection)
        {
            if (Interlocked.CompareExchange(ref connection.State, ConnectionState.Taken, ConnectionState.Idle) == ConnectionState.Idle)
            {
                SendOn(connection, raw, slot, sink, now);
                return;
            }
            // The server closed it while it was idle. It may be used again once the loop thread is done with its socket, not before.
            SpinWait spin = default;
            while (Volatile.Read(ref connection.State) != ConnectionState.Closed) spin.SpinOnce();
            _closed.Push(connection);
        }
        Open(raw, slot, sink, now, repeated: false);
    }

    /// <inheritdoc/>
    public void AbortInFlight()
    {
        _aborting = true;
        Wake();
    }

    /// <summary>Closes every connection and ends the loop thread; requests still in flight complete as aborted.</summary>
    public void Dispose()
    {
        if (_stopping) return;
        _stopping = true;
        _setup.Headers.Changed -= PrepareAgain;
        Wake();
        _loop.Join();
        _ = Close(_wake);
        _ = Close(_poll);
    }

    CompletionProbe ICompletionProbeSource.CreateProbe(RunClock clock) => new Probe(this, clock);

    private RawRequest[][] Prepare()
    {
        var prepared = new RawRequest[_setup.Requests.Length][];
        for (var i = 0; i < prepared.Length; i++)
        {
            var plan = _setup.Requests[i];
            prepared[i] = new RawRequest[plan.Urls.Length];
            for (var url = 0; url < plan.Urls.Length; url++) prepared[i][url] = RawRequest.Prepare(_setup.BaseAddress, plan, url, _setup.Headers.Current);
        }
        return prepared;
    }

    /// <summary>On the thread that changed the headers; connections stay as they are.</summary>
    private void PrepareAgain()
    {
        lock (_preparing) _requests = Prepare();
    }

    private void SendOn(RawConnection connection, RawRequest raw, int slot, ICompletionSink sink, long now)
    {
        Prepare(connection, raw, slot, sink, now, repeated: false);
        var inline = raw.Length <= LargestInlineRequest;
        connection.WritePending = !inline;
        var descriptor = connection.Descriptor;
        var tag = Tag(connection);
        Interlocked.Increment(ref connection.Senders);
        Volatile.Write(ref connection.State, ConnectionState.Busy); // from here the response may come, and the connection serve another
        if (!inline) Control(_poll, ModifyOperation, descriptor, Interest, tag); // makes the loop thread look at it
        else if (SendInline(descriptor, raw) != raw.Length)
        {
            // A broken connection tells the loop thread itself; one that took only a part is broken on purpose, with the same end.
            connection.SendError = Marshal.GetLastPInvokeError();
            _ = Shutdown(descriptor, ShutBoth);
        }
        Interlocked.Decrement(ref connection.Senders);
    }

    private static nint SendInline(int descriptor, RawRequest raw)
    {
        fixed (byte* bytes = raw.Bytes) return LinuxSockets.Send(descriptor, bytes, raw.Length, NoSignal | DontWait);
    }

    private static void Prepare(RawConnection connection, RawRequest raw, int slot, ICompletionSink sink, long now, bool repeated)
    {
        (connection.Request, connection.Slot, connection.Sink, connection.SentAt) = (raw, slot, sink, now);
        (connection.Written, connection.Repeated, connection.SendError) = (0, repeated, 0);
        connection.Parser.Begin(raw.IsHead);
    }

    private void Open(RawRequest raw, int slot, ICompletionSink sink, long now, bool repeated)
    {
        if (Volatile.Read(ref _open) >= _mostOpen || (_closed.TryPop() ?? NewConnection()) is not { } connection)
        {
            raw.Release();
            sink.Complete(slot, DescriptorBudget.Spent(_mostOpen));
            return;
        }
        Prepare(connection, raw, slot, sink, now, repeated);
        (connection.Reused, connection.WritePending) = (false, true);
        (connection.Address, connection.AddressesTried) = (_addresses.Preferred, 0);
        Connect(connection);
    }

    private RawConnection? NewConnection()
    {
        var index = Interlocked.Increment(ref _count) - 1;
        if (index < MostConnections) return _all[index] = new RawConnection(index);
        Interlocked.Decrement(ref _count);
        return null;
    }

    /// <summary>Starts to connect; the loop thread goes on. What fails at once completes at once.</summary>
    private void Connect(RawConnection connection)
    {
        Interlocked.Increment(ref connection.Senders);
        var error = 0;
        var connecting = false;
        while (!connecting && connection.AddressesTried < _addresses.Count)
        {
            connection.AddressesTried++;
            connecting = TryConnect(connection, out error);
            if (!connecting) connection.Address = _addresses.After(connection.Address);
        }
        Interlocked.Decrement(ref connection.Senders);
        if (connecting) return;
        var (slot, sink) = (connection.Slot, connection.Sink);
        connection.Request.Release();
        Volatile.Write(ref connection.State, ConnectionState.Closed);
        _closed.Push(connection);
        sink.Complete(slot, _addresses.Count == 0 ? new(OutcomeKind.NoAddress, 0, "the host's name cannot be resolved") : OfError(error, connecting: true));
    }

    private bool TryConnect(RawConnection connection, out int error)
    {
        var descriptor = Socket(_addresses.Family(connection.Address), StreamType | NonBlocking | CloseOnExec, 0);
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (descriptor < 0) return false;
        var on = 1;
        _ = SetOption(descriptor, SolTcp, TcpNoDelay, &on, sizeof(int));
        Interlocked.Increment(ref _open);
        connection.Generation++;
        connection.Descriptor = descriptor;
        Volatile.Write(ref connection.State, ConnectionState.Connecting);
        var address = _addresses.Bytes(connection.Address);
        if (LinuxSockets.Connect(descriptor, Address(address), address.Length) < 0)
        {
            error = Marshal.GetLastPInvokeError();
            if (error is InProgress or Interrupted) error = 0;
        }
        if (error == 0 && Control(_poll, AddOperation, descriptor, Interest, Tag(connection)) < 0)
            error = Marshal.GetLastPInvokeError();
        if (error == 0) return true;
        connection.Descriptor = -1;
        Interlocked.Decrement(ref _open);
        _ = Close(descriptor);
        return false;
    }

    private static void WaitForSenders(RawConnection connection)
    {
        SpinWait spin = default;
        while (Volatile.Read(ref connection.Senders) != 0) spin.SpinOnce();
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Write(_wake, (byte*)&one, sizeof(ulong));
    }

    private static ulong Tag(RawConnection connection) => (ulong)connection.Generation << 32 | (uint)connection.Index;

    private static byte* Address(byte[] pinned) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    private static RequestOutcome OfError(int error, bool connecting) => error switch
    {
        0 => new(OutcomeKind.Reset),
        ConnectTimedOut => new(OutcomeKind.Timeout),
        TooManyProcess or TooManySystem or NoBuffers or NoMemory or AddressNotAvailable or AddressInUse =>
            new(OutcomeKind.NoAddress, 0, Marshal.GetPInvokeErrorMessage(error)),
        _ => new(connecting ? OutcomeKind.Refused : OutcomeKind.Reset, 0, Marshal.GetPInvokeErrorMessage(error)),
    };

    private sealed class Probe : CompletionProbe
    {
        private readonly RawSender _sender;

        public Probe(RawSender sender, RunClock clock) : base(clock)
        {
            _sender = sender;
            _sender._pong = Pong;
        }

        public override void Dispose() => _sender._pong = null;

        protected override void SendPing() => _sender.Wake();
    }
}
