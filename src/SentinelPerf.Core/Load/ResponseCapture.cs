using System.Buffers;
using System.Text;

namespace SentinelPerf.Load;

/// <summary>
/// Keeps one answer while a transport reads it, and for as long as the request's end is being heard. Transports use it again and again; not
/// safe for concurrent use.
/// </summary>
internal sealed class ResponseCapture
{
    private const int FirstBuffer = 4 * 1024;

    /// <summary>A larger buffer goes back to the pool after use: one large answer must not cost its memory for the rest of the run.</summary>
    private const int LargestKept = 64 * 1024;

    private readonly CapturedResponse _response = new();
    private readonly List<KeyValuePair<string, string>> _headers = [];
    private byte[] _body = [];
    private int _held;
    private long _length;

    /// <summary>A head begins: what an interim response said is forgotten.</summary>
    public void BeginHead() => _headers.Clear();

    /// <summary>A header line.</summary>
    public void Add(string name, string value) => _headers.Add(new(name, value));

    /// <summary>A header line as it came; trimmed.</summary>
    public void Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Add(Encoding.Latin1.GetString(name), Encoding.Latin1.GetString(value));

    /// <summary>The value of the last header goes on in another line; the line's end becomes two spaces.</summary>
    public void Fold(ReadOnlySpan<byte> line)
    {
        if (_headers.Count == 0) return;
        var (name, value) = _headers[^1];
        _headers[^1] = new(name, $"{value}  {Encoding.Latin1.GetString(line)}".Trim(' ', '\t'));
    }

    /// <summary>A piece of the body.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        var taken = data[..Math.Min(data.Length, CapturedResponse.MostBodyBytes - _held)];
        Grow(_held + taken.Length);
        taken.CopyTo(_body.AsSpan(_held));
        _held += taken.Length;
        _length += data.Length;
    }

    /// <summary>Where the next piece of the body may be read to; empty when no more is kept. Whoever reads into it calls <see cref="Advance"/>.</summary>
    public Memory<byte> Room()
    {
        if (_held == _body.Length && _held < CapturedResponse.MostBodyBytes) Grow(_held + 1);
        return _body.AsMemory(_held, Math.Min(_body.Length, CapturedResponse.MostBodyBytes) - _held);
    }

    /// <summary>Bytes were read into <see cref="Room"/>, or elsewhere when it was empty.</summary>
    public void Advance(int bytes, bool kept)
    {
        if (kept) _held += bytes;
        _length += bytes;
    }

    /// <summary>The whole answer; valid until <see cref="Clear"/>.</summary>
    public CapturedResponse Finish(int status)
    {
        (_response.Status, _response.Headers, _response.Body, _response.BodyBytes) = (status, [.. _headers], _body.AsMemory(0, _held), _length);
        return _response;
    }

    /// <summary>Forgets the answer.</summary>
    public void Clear()
    {
        _headers.Clear();
        (_held, _length) = (0, 0);
        (_response.Status, _response.Headers, _response.Body, _response.BodyBytes) = (0, [], default, 0);
        if (_body.Length > LargestKept) Free();
    }

    /// <summary>Gives the buffer back.</summary>
    public void Free()
    {
        if (_body.Length > 0) ArrayPool<byte>.Shared.Return(_body);
        _body = [];
    }

    private void Grow(int size)
    {
        if (size <= _body.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, Math.Max(size, Math.Min(_body.Length * 2, CapturedResponse.MostBodyBytes))));
        _body.AsSpan(0, _held).CopyTo(larger);
        Free();
        _body = larger;
    }
}
