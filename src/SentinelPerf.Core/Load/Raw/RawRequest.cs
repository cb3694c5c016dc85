using System.Buffers;
using System.Globalization;
using System.Text;
using SentinelPerf.Planning;

namespace SentinelPerf.Load.Raw;

/// <summary>
/// A request as the bytes that go over the wire: made once for all times, or for one time in a pooled buffer. The latter has two users, the
/// thread that sends and the connection, and the buffer goes back when both are done with it.
/// </summary>
internal sealed class RawRequest
{
    private readonly bool _pooled;
    private int _users = 2;

    private RawRequest(PlannedRequest plan, byte[] bytes, int length, bool pooled)
    {
        (Plan, Bytes, Length, _pooled) = (plan, bytes, length, pooled);
        IsHead = plan.Method == "HEAD";
        MayRepeat = plan.Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE";
    }

    public PlannedRequest Plan { get; }

    /// <summary>Begins with the request.</summary>
    public byte[] Bytes { get; }

    /// <summary>Bytes of the request.</summary>
    public int Length { get; }

    public bool IsHead { get; }

    /// <summary>Idempotent: may be sent again when a kept-alive connection turns out to be closed (RFC 9110, 9.2.2).</summary>
    public bool MayRepeat { get; }

    /// <summary>Makes a request of the plan.</summary>
    /// <exception cref="ArgumentException">A header of it cannot be sent.</exception>
    public static RawRequest Prepare(Uri baseAddress, PlannedRequest plan, int url, ReadOnlySpan<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in plan.Headers)
            if (RequestHead.Fault(name, value) is { } fault) throw new ArgumentException($"{plan.Name} cannot be sent: {fault}.");
        var written = Write(plan, RequestUri.Of(baseAddress, plan.Urls[url]), headers, plan.Headers.AsSpan(), plan.Body);
        // Pinned for good: its address goes to the kernel thousands of times a second.
        var bytes = GC.AllocateUninitializedArray<byte>(written.WrittenCount, pinned: true);
        written.WrittenSpan.CopyTo(bytes);
        written.Free();
        return new(plan, bytes, bytes.Length, pooled: false);
    }

    /// <summary>Makes a request for this one time; null with the reason when it cannot be sent.</summary>
    public static RawRequest? TryRender(Uri baseAddress, PlannedRequest plan, RenderedRequest content, ReadOnlySpan<KeyValuePair<string, string>> headers, out string? fault)
    {
        fault = RequestHead.Fault(content);
        if (fault is not null) return null;
        if (RequestUri.TryOf(baseAddress, content.Url) is not { } target)
        {
            fault = "its URL is not valid";
            return null;
        }
        var written = Write(plan, target, headers, content.Headers.AsSpan(), content.Body);
        return new(plan, written.Buffer, written.WrittenCount, pooled: true);
    }

    /// <summary>One of the two users is done with it.</summary>
    public void Release()
    {
        if (_pooled && Interlocked.Decrement(ref _users) == 0) ArrayPool<byte>.Shared.Return(Bytes);
    }

    private static PooledText Write(
        PlannedRequest plan, Uri target, ReadOnlySpan<KeyValuePair<string, string>> headers, ReadOnlySpan<KeyValuePair<string, string>> own, string? body)
    {
        var text = new PooledText();
        text.Append(plan.Method).Append(" ").Append(target.PathAndQuery).Append(" HTTP/1.1\r\n");
        if (!RequestHead.Has(own, "Host")) text.Header("Host", target.IsDefaultPort ? target.Host : target.Authority);
        foreach (var (name, value) in headers)
            if (!RequestHead.Has(own, name)) text.Header(name, value);
        foreach (var (name, value) in own)
            if (!RequestHead.IsFraming(name)) text.Header(name, value);
        if (body is not null && !RequestHead.Has(own, "Content-Type")) text.Header("Content-Type", plan.ContentType ?? "application/octet-stream");
        if (body is not null || plan.Method is "POST" or "PUT" or "PATCH")
            text.Header("Content-Length", Encoding.UTF8.GetByteCount(body ?? "").ToString(CultureInfo.InvariantCulture));
        text.Append("\r\n");
        if (body is not null) text.Append(body, Encoding.UTF8);
        return text;
    }

    /// <summary>Text as bytes in a pooled buffer that grows.</summary>
    private sealed class PooledText
    {
        public byte[] Buffer { get; private set; } = ArrayPool<byte>.Shared.Rent(512);

        public int WrittenCount { get; private set; }

        public ReadOnlySpan<byte> WrittenSpan => Buffer.AsSpan(0, WrittenCount);

        public void Header(string name, string value) => Append(name).Append(": ").Append(value).Append("\r\n");

        public PooledText Append(string text) => Append(text, Encoding.Latin1);

        public PooledText Append(string text, Encoding encoding)
        {
            var needed = WrittenCount + encoding.GetMaxByteCount(text.Length);
            if (needed > Buffer.Length)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Buffer.Length * 2));
                WrittenSpan.CopyTo(larger);
                Free();
                Buffer = larger;
            }
            WrittenCount += encoding.GetBytes(text, Buffer.AsSpan(WrittenCount));
            return this;
        }

        public void Free() => ArrayPool<byte>.Shared.Return(Buffer);
    }
}
