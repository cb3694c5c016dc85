using System.Net.Http.Headers;
using System.Text;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>A planned request for <see cref="HandlerSender"/>, with everything that is the same each time.</summary>
internal sealed class HandlerRequest
{
    private const string AnyType = "application/octet-stream";
    private readonly SenderSetup _setup;
    private readonly HttpMethod _method;
    private readonly Uri[] _urls;
    private readonly byte[]? _body;

    public HandlerRequest(SenderSetup setup, PlannedRequest plan)
    {
        (_setup, Plan, _method) = (setup, plan, HttpMethod.Parse(plan.Method));
        _urls = [.. plan.Urls.Select(u => RequestUri.Of(setup.BaseAddress, u))];
        _body = plan.Body is null ? null : Encoding.UTF8.GetBytes(plan.Body);
    }

    public PlannedRequest Plan { get; }

    public HttpRequestMessage CreateMessage(int url) => Create(_urls[url], Plan.Headers.AsSpan(), _body);

    /// <summary>Makes a request for this one time; null with the reason when it cannot be sent.</summary>
    public HttpRequestMessage? TryRender(RenderedRequest content, out string? fault)
    {
        fault = RequestHead.Fault(content);
        if (fault is not null) return null;
        if (RequestUri.TryOf(_setup.BaseAddress, content.Url) is { } url)
            return Create(url, content.Headers.AsSpan(), content.Body is null ? null : Encoding.UTF8.GetBytes(content.Body));
        fault = "its URL is not valid";
        return null;
    }

    private HttpRequestMessage Create(Uri url, ReadOnlySpan<KeyValuePair<string, string>> own, byte[]? body)
    {
        var message = new HttpRequestMessage(_method, url) { Version = _setup.HttpVersion, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (body is not null)
        {
            message.Content = new ByteArrayContent(body);
            if (!RequestHead.Has(own, "Content-Type"))
                message.Content.Headers.ContentType = MediaTypeHeaderValue.TryParse(Plan.ContentType, out var type) ? type : MediaTypeHeaderValue.Parse(AnyType);
        }
        foreach (var (name, value) in _setup.Headers.Current)
            if (!RequestHead.Has(own, name)) Add(message, name, value);
        foreach (var (name, value) in own)
            if (!RequestHead.IsFraming(name)) Add(message, name, value);
        return message;
    }

    private static void Add(HttpRequestMessage message, string name, string value)
    {
        if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
    }
}
