using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using SentinelPerf.Planning;

namespace SentinelPerf.Load.Raw;

/// <summary>A request as the bytes that go over the wire, made once.</summary>
internal sealed class RawRequest
{
    private readonly PlannedRequest _plan;

    public RawRequest(Uri baseAddress, PlannedRequest plan, int url, ImmutableArray<KeyValuePair<string, string>> headers)
    {
        _plan = plan;
        IsHead = plan.Method == "HEAD";
        MayRepeat = plan.Method is "GET" or "HEAD" or "OPTIONS" or "PUT" or "DELETE";
        var target = RequestUri.Of(baseAddress, plan.Urls[url]);
        var head = new StringBuilder()
            .Append(plan.Method).Append(' ').Append(target.PathAndQuery).Append(" HTTP/1.1\r\n")
            .Append("Host: ").Append(target.IsDefaultPort ? target.Host : target.Authority).Append("\r\n");
        foreach (var (name, value) in headers.Concat(plan.Headers)) Append(head, name, value);
        var body = plan.Body is null ? [] : Encoding.UTF8.GetBytes(plan.Body);
        if (plan.Body is not null) Append(head, "Content-Type", plan.ContentType ?? "application/octet-stream");
        if (plan.Body is not null || plan.Method is "POST" or "PUT" or "PATCH")
            Append(head, "Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        var text = Encoding.Latin1.GetBytes(head.Append("\r\n").ToString());
        // Pinned for good: its address goes to the kernel thousands of times a second.
        Bytes = GC.AllocateUninitializedArray<byte>(text.Length + body.Length, pinned: true);
        text.CopyTo(Bytes, 0);
        body.CopyTo(Bytes, text.Length);
    }

    public byte[] Bytes { get; }

    public bool IsHead { get; }

    /// <summary>Idempotent: may be sent again when a kept-alive connection turns out to be closed (RFC 9110, 9.2.2).</summary>
    public bool MayRepeat { get; }

    public bool IsSuccess(int status) => SuccessRule.Holds(_plan, status);

    private static void Append(StringBuilder head, string name, string value)
    {
        if (name.AsSpan().ContainsAny("\r\n\0:") || value.AsSpan().ContainsAny("\r\n\0"))
            throw new ArgumentException($"The header '{name}' holds a line break or another character that cannot be sent.");
        head.Append(name).Append(": ").Append(value).Append("\r\n");
    }
}
