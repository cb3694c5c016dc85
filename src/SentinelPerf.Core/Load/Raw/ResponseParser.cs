using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace SentinelPerf.Load.Raw;

/// <summary>What the parser knows after some bytes.</summary>
internal enum ParseState { NeedMore, Done, Invalid }

/// <summary>
/// Reads one HTTP/1.x response from whatever pieces the network cuts it into, keeps status and framing and throws the rest away, unless
/// somebody wants it (<see cref="Capture"/>).
/// Allocates nothing when a head arrives in one piece; a split head is collected in a pooled buffer. A mutable struct: one per connection.
/// </summary>
internal struct ResponseParser
{
    /// <summary>Longest head, trailer or chunk line: as SocketsHttpHandler has it, so that both transports judge alike.</summary>
    public const int LongestHead = 64 * 1024;

    private const int LongestChunkLine = 16 * 1024;
    private const int FirstHeadBuffer = 2048;
    private const string NoStatusLine = "the first line is no HTTP/1.x status line";

    private enum Part : byte { Head, Body, ChunkSize, ChunkExtension, ChunkData, ChunkEnd, Trailer, UntilClose, Done }

    private byte[]? _head;
    private int _held;
    private int _line;
    private long _left;
    private int _digits;
    private int _lineLength;
    private int _trailerLength;
    private bool _isHead;
    private Part _part;

    /// <summary>Gets headers and body of the final response; null: nobody wants them.</summary>
    public ResponseCapture? Capture;

    /// <summary>Status of the final response.</summary>
    public int Status { get; private set; }

    /// <summary>Whether the connection may carry another request.</summary>
    public bool KeepAlive { get; private set; }

    /// <summary>Whether any byte of the response has come.</summary>
    public bool Started { get; private set; }

    /// <summary>Why the response is invalid; null unless it is.</summary>
    public string? Error { get; private set; }

    /// <summary>Prepares for the response to a request.</summary>
    /// <param name="isHead">The request's method is HEAD: the response has no body whatever its head says.</param>
    public void Begin(bool isHead)
    {
        Release();
        _part = Part.Head;
        _isHead = isHead;
        _left = 0;
        Status = 0;
        Started = false;
        Error = null;
    }

    /// <summary>Gives the pooled buffer back.</summary>
    public void Release()
    {
        if (_head is not null) ArrayPool<byte>.Shared.Return(_head);
        _head = null;
        _held = 0;
        _line = 0;
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="data">What came.</param>
    /// <param name="consumed">How much of it belongs to this response.</param>
    public ParseState Feed(ReadOnlySpan<byte> data, out int consumed)
    {
        consumed = 0;
        if (data.Length > 0) Started = true;
        while (_part != Part.Done && consumed < data.Length)
        {
            var rest = data[consumed..];
            var used = _part switch
            {
                Part.Head => FeedHead(rest),
                Part.Body or Part.ChunkData => FeedBody(rest),
                Part.ChunkSize => FeedChunkSize(rest),
                Part.ChunkExtension => FeedChunkExtension(rest),
                Part.ChunkEnd => FeedChunkEnd(rest[0]),
                Part.Trailer => FeedTrailer(rest),
                _ => FeedUntilClose(rest),
            };
            if (used < 0) return ParseState.Invalid;
            consumed += used;
        }
        return _part == Part.Done ? ParseState.Done : ParseState.NeedMore;
    }

    /// <summary>The other side has closed: whether that completes the response.</summary>
    public readonly bool EndsAtClose => _part == Part.UntilClose;

    private int FeedHead(ReadOnlySpan<byte> data)
    {
        if (_held == 0)
        {
            var whole = EndOfHead(data, 0, out _line);
            if (whole > LongestHead) return Fail("its head is longer than 64 KB");
            if (whole >= 0) return ReadHead(data[..whole]) ? whole : -1;
        }
        var before = _held;
        var taken = Math.Min(data.Length, LongestHead - _held);
        Hold(data[..taken]);
        var end = EndOfHead(_head.AsSpan(0, _held), _line, out _line);
        if (end >= 0)
        {
            var good = ReadHead(_head.AsSpan(0, end));
            Release();
            return good ? end - before : -1;
        }
        if (_held == LongestHead) return Fail("its head is longer than 64 KB");
        // Not HTTP at all: say so now, for no empty line may ever come.
        return _held >= 7 && !_head.AsSpan(0, 7).SequenceEqual("HTTP/1."u8) ? Fail(NoStatusLine) : data.Length;
    }

    /// <summary>Index after the empty line that ends a head, or −1; <paramref name="line"/> is where to look on from.</summary>
    private static int EndOfHead(ReadOnlySpan<byte> data, int from, out int line)
    {
        line = from;
        while (true)
        {
            var length = data[line..].IndexOf((byte)'\n');
            if (length < 0) return -1;
            var empty = length == 0 || (length == 1 && data[line] == '\r');
            line += length + 1;
            if (empty) return line;
        }
    }

    private void Hold(ReadOnlySpan<byte> data)
    {
        if (_head is null || _head.Length < _held + data.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstHeadBuffer, _held + data.Length));
            _head?.AsSpan(0, _held).CopyTo(larger);
            if (_head is not null) ArrayPool<byte>.Shared.Return(_head);
            _head = larger;
        }
        data.CopyTo(_head.AsSpan(_held));
        _held += data.Length;
    }

    private bool ReadHead(ReadOnlySpan<byte> head)
    {
        if (!ReadStatusLine(head, out var minor)) return false;
        var framing = new Framing { Length = -1 };
        Capture?.BeginHead();
        var rest = head[(head.IndexOf((byte)'\n') + 1)..];
        while (rest.Length > 0)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = rest[..end].TrimEnd((byte)'\r');
            rest = rest[(end + 1)..];
            if (line.Length > 0 && !ReadHeader(line, ref framing)) return false;
        }
        KeepAlive = !framing.Close && (minor >= 1 || framing.KeepAlive);
        Frame(in framing);
        return true;
    }

    private bool ReadStatusLine(ReadOnlySpan<byte> head, out int minor)
    {
        minor = 0;
        var line = head[..head.IndexOf((byte)'\n')].TrimEnd((byte)'\r');
        // HTTP/1.x SP 3DIGIT [SP reason]
        if (line.Length < 12 || !line.StartsWith("HTTP/1."u8) || !char.IsAsciiDigit((char)line[7]) || line[8] != ' '
            || !Utf8Parser.TryParse(line.Slice(9, 3), out ushort status, out var digits) || digits != 3
            || status < 100 || (line.Length > 12 && line[12] != ' '))
        {
            Error = NoStatusLine;
            return false;
        }
        minor = line[7] - '0';
        Status = status;
        return true;
    }

    private struct Framing
    {
        public long Length;
        public bool Chunked, Close, KeepAlive;
    }

    private static readonly SearchValues<byte> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private bool ReadHeader(ReadOnlySpan<byte> line, ref Framing framing)
    {
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            Capture?.Fold(line);
            return true; // a folded value: none that frames the body is ever folded
        }
        var colon = line.IndexOf((byte)':');
        var name = colon > 0 ? line[..colon] : default;
        // SocketsHttpHandler lets spaces stand before the colon, and so does this.
        name = name.TrimEnd((byte)' ');
        if (name.IsEmpty || name.ContainsAnyExcept(s_token))
        {
            Error = "a header line has no valid name";
            return false;
        }
        var value = line[(colon + 1)..].Trim(" \t"u8);
        Capture?.Add(name, value);
        if (name.Length == 14 && Ascii.EqualsIgnoreCase(name, "content-length"u8)) return ReadLength(value, ref framing);
        if (name.Length == 17 && Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8)) framing.Chunked |= HasToken(value, "chunked"u8);
        else if (name.Length == 10 && Ascii.EqualsIgnoreCase(name, "connection"u8))
        {
            framing.Close |= HasToken(value, "close"u8);
            framing.KeepAlive |= HasToken(value, "keep-alive"u8);
        }
        return true;
    }

    private bool ReadLength(ReadOnlySpan<byte> value, ref Framing framing)
    {
        if (Utf8Parser.TryParse(value, out long length, out var used) && used == value.Length && length >= 0 && value[0] != '+'
            && (framing.Length < 0 || framing.Length == length))
        {
            framing.Length = length;
            return true;
        }
        Error = "its Content-Length is no length";
        return false;
    }

    private static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> token)
    {
        while (true)
        {
            var comma = list.IndexOf((byte)',');
            if (Ascii.EqualsIgnoreCase((comma < 0 ? list : list[..comma]).Trim(" \t"u8), token)) return true;
            if (comma < 0) return false;
            list = list[(comma + 1)..];
        }
    }

    /// <summary>How the body ends (RFC 9112, 6.3).</summary>
    private void Frame(in Framing framing)
    {
        if (Status is >= 100 and < 200 and not 101)
        {
            _part = Part.Head; // an interim response: the final one follows
            _line = 0;
        }
        else if (Status == 101)
        {
            KeepAlive = false; // nobody asked for another protocol
            _part = Part.Done;
        }
        else if (_isHead || Status is 204 or 304) _part = Part.Done;
        else if (framing.Chunked) StartChunk();
        else if (framing.Length >= 0)
        {
            _left = framing.Length;
            _part = _left == 0 ? Part.Done : Part.Body;
        }
        else
        {
            KeepAlive = false;
            _part = Part.UntilClose;
        }
    }

    private void StartChunk()
    {
        _part = Part.ChunkSize;
        _left = 0;
        _digits = 0;
        _lineLength = 0;
    }

    private readonly int FeedUntilClose(ReadOnlySpan<byte> data)
    {
        Capture?.Append(data);
        return data.Length;
    }

    private int FeedBody(ReadOnlySpan<byte> data)
    {
        var used = (int)Math.Min(data.Length, _left);
        Capture?.Append(data[..used]);
        _left -= used;
        if (_left == 0) _part = _part == Part.Body ? Part.Done : Part.ChunkEnd;
        _lineLength = 0;
        return used;
    }

    private int FeedChunkSize(ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            var digit = HexValue(data[i]);
            if (digit < 0)
            {
                if (_digits == 0) return Fail("a chunk has no size");
                _part = Part.ChunkExtension;
                return i;
            }
            if (_digits++ >= 15) return Fail("a chunk's size is too large");
            _left = _left << 4 | (uint)digit;
        }
        return data.Length;
    }

    /// <summary>The rest of the line after the size: nothing, blanks or extensions.</summary>
    private int FeedChunkExtension(ReadOnlySpan<byte> data)
    {
        if (_lineLength == 0 && data[0] is not ((byte)'\r' or (byte)'\n' or (byte)';' or (byte)' ' or (byte)'\t')) return Fail("a chunk's size is no number");
        var end = data.IndexOf((byte)'\n');
        _lineLength += end < 0 ? data.Length : end;
        if (_lineLength > LongestChunkLine) return Fail("a chunk's first line is too long");
        if (end < 0) return data.Length;
        _part = _left > 0 ? Part.ChunkData : Part.Trailer;
        (_lineLength, _trailerLength) = (0, 0);
        return end + 1;
    }

    private int FeedChunkEnd(byte next)
    {
        if (next == '\r' && _lineLength == 0) _lineLength = 1;
        else if (next == '\n') StartChunk();
        else return Fail("a chunk is longer than its size");
        return 1;
    }

    private int FeedTrailer(ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            if (++_trailerLength > LongestHead) return Fail("its trailer is longer than 64 KB");
            if (data[i] == '\n')
            {
                if (_lineLength == 0)
                {
                    _part = Part.Done;
                    return i + 1;
                }
                _lineLength = 0;
            }
            else if (data[i] != '\r') _lineLength++;
        }
        return data.Length;
    }

    private static int HexValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };

    private int Fail(string error)
    {
        Error = error;
        return -1;
    }
}
