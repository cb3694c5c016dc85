using System.Diagnostics;
using System.Runtime.InteropServices;
using static SentinelPerf.Load.Raw.LinuxSockets;

namespace SentinelPerf.Load.Raw;

// The loop thread: every response, timeout and close.
public sealed unsafe partial class RawSender
{
    private readonly Stack<ResponseCapture> _captures = new(); // the loop thread's alone

    private void Loop()
    {
        _ = ShortSlice.Take();
        try
        {
            var nextScan = 0L;
            while (!_stopping)
            {
                var ready = EpollWait(_poll, Address(_events), EventsAtOnce, ScanMilliseconds);
                for (var i = 0; i < ready; i++) Handle(Address(_events) + i * EventSize);
                if (_aborting)
                {
                    _aborting = false;
                    EndInFlight(long.MaxValue, new(OutcomeKind.Aborted));
                }
                var now = Stopwatch.GetTimestamp();
                if (now < nextScan) continue;
                nextScan = now + Stopwatch.Frequency * ScanMilliseconds / 1000;
                EndInFlight(now - _timeoutTicks, new(OutcomeKind.Timeout));
            }
        }
        finally
        {
            _stopping = true;
            EndInFlight(long.MaxValue, new(OutcomeKind.Aborted));
            CloseIdle();
            foreach (var capture in _captures) capture.Free();
        }
    }

    private void Handle(byte* entry)
    {
        var data = DataOf(entry);
        if (data == WakeMark)
        {
            ulong count;
            _ = Read(_wake, (byte*)&count, sizeof(ulong));
            _pong?.Invoke();
            return;
        }
        var connection = _all[(uint)data]!;
        if (connection.Generation != (uint)(data >> 32)) return; // of a socket that is closed already
        var events = EventsOf(entry);
        if (Volatile.Read(ref connection.State) == ConnectionState.Idle && !TakeFromIdle(connection)) return;
        SpinWait spin = default;
        while (Volatile.Read(ref connection.State) == ConnectionState.Taken) spin.SpinOnce();
        switch (connection.State)
        {
            case ConnectionState.Connecting:
                OnConnected(connection, events);
                break;
            case ConnectionState.Busy:
                if (connection.WritePending && !WriteMore(connection)) break;
                if ((events & (In | PeerClosed | Hup | Err)) != 0) ReadMore(connection, events);
                break;
        }
    }

    /// <summary>An idle connection has news: closed, unasked data, or nothing. True: somebody took it meanwhile and the news is his.</summary>
    private bool TakeFromIdle(RawConnection connection)
    {
        const int peek = 2;
        byte one;
        var got = Receive(connection.Descriptor, &one, 1, DontWait | peek);
        if (got < 0 && Marshal.GetLastPInvokeError() is Again or Interrupted)
            return Volatile.Read(ref connection.State) != ConnectionState.Idle;
        if (Interlocked.CompareExchange(ref connection.State, ConnectionState.Closing, ConnectionState.Idle) != ConnectionState.Idle) return true;
        CloseSocket(connection); // it stays in the stack of the idle until somebody comes across it
        return false;
    }

    private void OnConnected(RawConnection connection, uint events)
    {
        if ((events & (Out | Hup | Err)) == 0) return;
        int error = 0, length = sizeof(int);
        _ = GetOption(connection.Descriptor, SolSocket, SoError, &error, &length);
        if (error != 0)
        {
            CloseSocket(connection);
            connection.Address = _addresses.After(connection.Address);
            if (connection.AddressesTried < _addresses.Count) Connect(connection);
            else End(connection, OfError(error, connecting: true));
            return;
        }
        _addresses.Preferred = connection.Address;
        Volatile.Write(ref connection.State, ConnectionState.Busy);
        if (WriteMore(connection) && (events & (In | PeerClosed | Hup)) != 0) ReadMore(connection, events);
    }

    /// <summary>Writes as much of the request as fits; false when the connection has ended by it.</summary>
    private bool WriteMore(RawConnection connection)
    {
        var raw = connection.Request;
        while (connection.Written < raw.Length)
        {
            nint sent;
            fixed (byte* bytes = raw.Bytes)
                sent = LinuxSockets.Send(connection.Descriptor, bytes + connection.Written, raw.Length - connection.Written, NoSignal | DontWait);
            if (sent < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (error is Interrupted) continue;
                if (error is Again) return true;
                // The server may have answered before it closed (413 to a large body): what it said comes first.
                connection.WritePending = false;
                connection.SendError = error;
                ReadMore(connection, In | PeerClosed);
                return false;
            }
            connection.Written += (int)sent;
        }
        connection.WritePending = false;
        return true;
    }

    private void ReadMore(RawConnection connection, uint events)
    {
        while (true)
        {
            var got = (int)Receive(connection.Descriptor, Address(_buffer), ReceiveBytes, DontWait);
            if (got > 0)
            {
                if (connection.Request.Plan.NeedsResponse) connection.Parser.Capture ??= _captures.TryPop(out var used) ? used : new();
                var state = connection.Parser.Feed(_buffer.AsSpan(0, got), out var consumed);
                var ending = (events & (PeerClosed | Hup | Err)) != 0;
                if (state == ParseState.Done)
                {
                    Answered(connection, connection.Parser.KeepAlive && consumed == got && !ending && !connection.WritePending && connection.SendError == 0);
                    return;
                }
                if (state == ParseState.Invalid)
                {
                    CloseAndEnd(connection, new(OutcomeKind.Protocol, 0, connection.Parser.Error));
                    return;
                }
                // Edge-triggered: less than asked for means the socket is empty, and whatever comes next makes an event.
                if (got < ReceiveBytes && !ending) return;
                continue;
            }
            if (got == 0 && connection.Parser.EndsAtClose)
            {
                Answered(connection, keep: false);
                return;
            }
            var error = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error is Interrupted) continue;
            if (error is Again && connection.SendError == 0) return;
            Broken(connection, error is 0 or Again ? connection.SendError : error);
            return;
        }
    }

    private void Answered(RawConnection connection, bool keep)
    {
        var status = connection.Parser.Status;
        // From here the connection may carry another request; what was captured belongs to this one until its end was heard.
        var capture = connection.Parser.Capture;
        connection.Parser.Capture = null;
        var outcome = SuccessRule.Judge(connection.Request.Plan, status, capture?.Finish(status));
        if (SuccessRule.RefusesWhoWeAre(connection.Request.Plan, outcome)) _setup.Headers.Refused();
        if (keep)
        {
            var (slot, sink) = (connection.Slot, connection.Sink);
            connection.Parser.Release();
            connection.Request.Release();
            connection.Reused = true;
            Volatile.Write(ref connection.State, ConnectionState.Idle);
            _idle.Push(connection); // before completing: a closed loop sends its next request on it
            sink.Complete(slot, outcome);
        }
        else CloseAndEnd(connection, outcome);
        if (capture is not null) Keep(capture);
    }

    private void Keep(ResponseCapture capture)
    {
        capture.Clear();
        _captures.Push(capture);
    }

    /// <summary>
    /// The connection ended before the answer did. A kept-alive one that says nothing at all was closed by the server as the request left:
    /// the request goes out once more on a fresh one, as every HTTP client does.
    /// </summary>
    private void Broken(RawConnection connection, int error)
    {
        if (!connection.Reused || connection.Parser.Started || connection.Repeated || !connection.Request.MayRepeat)
        {
            CloseAndEnd(connection, OfError(error, connecting: false));
            return;
        }
        if (connection.Parser.Capture is { } capture) Keep(capture);
        connection.Parser.Capture = null;
        var (raw, slot, sink, sentAt) = (connection.Request, connection.Slot, connection.Sink, connection.SentAt);
        CloseSocket(connection);
        _closed.Push(connection);
        Open(raw, slot, sink, sentAt, repeated: true);
    }

    /// <summary>Ends every request sent before a time.</summary>
    private void EndInFlight(long sentBefore, RequestOutcome outcome)
    {
        var count = Math.Min(Volatile.Read(ref _count), MostConnections);
        for (var i = 0; i < count; i++)
        {
            if (Volatile.Read(ref _all[i]) is not { } connection) continue;
            if (Volatile.Read(ref connection.State) is not (ConnectionState.Busy or ConnectionState.Connecting)) continue;
            if (connection.SentAt >= sentBefore) continue;
            // Another thread may be connecting just now, and ends the request itself when that fails.
            WaitForSenders(connection);
            if (Volatile.Read(ref connection.State) is ConnectionState.Busy or ConnectionState.Connecting) CloseAndEnd(connection, outcome);
        }
    }

    private void CloseIdle()
    {
        while (_idle.TryPop() is { } connection)
            if (Interlocked.CompareExchange(ref connection.State, ConnectionState.Closing, ConnectionState.Idle) == ConnectionState.Idle) CloseSocket(connection);
    }

    private void CloseAndEnd(RawConnection connection, in RequestOutcome outcome)
    {
        CloseSocket(connection);
        End(connection, outcome);
    }

    private void End(RawConnection connection, in RequestOutcome outcome)
    {
        var (slot, sink) = (connection.Slot, connection.Sink);
        connection.Parser.Release();
        if (connection.Parser.Capture is { } capture) Keep(capture);
        connection.Parser.Capture = null;
        connection.Request.Release();
        _closed.Push(connection);
        sink.Complete(slot, outcome);
    }

    private void CloseSocket(RawConnection connection)
    {
        WaitForSenders(connection);
        _ = Close(connection.Descriptor);
        connection.Descriptor = -1;
        Interlocked.Decrement(ref _open);
        Volatile.Write(ref connection.State, ConnectionState.Closed); // last: from here it may be opened again by anybody who finds it
    }
}
