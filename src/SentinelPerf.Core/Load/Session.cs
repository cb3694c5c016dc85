using System.Collections.Concurrent;
using System.Collections.Immutable;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>Hears the end of each request of a session.</summary>
internal interface ISessionOwner
{
    void Complete(Session session, int slot, in RequestOutcome outcome);
}

/// <summary>What every session of a plan is made from. Safe for concurrent use.</summary>
internal sealed class SessionScript(LoadPlan plan, Uri? baseAddress, TimeProvider time)
{
    private readonly ConcurrentBag<Session> _idle = [];

    public ImmutableArray<PlannedRequest> Requests => plan.Requests;

    public ImmutableArray<PlannedFlow> Flows => plan.Flows;

    /// <summary>Path of the target's address, which every URL of the plan lies under: cookies know whole paths.</summary>
    public string BasePath { get; } = baseAddress?.AbsolutePath.TrimEnd('/') ?? "";

    public DateTimeOffset Now => time.GetUtcNow();

    public Session Rent() => _idle.TryTake(out var session) ? session : new Session(this);

    /// <summary>Takes back a session that has nothing in flight.</summary>
    public void Return(Session session) => _idle.Add(session);
}

/// <summary>
/// One user on the way through a flow: what earlier answers gave (values, cookies) and what is drawn for it. Has at most one request in
/// flight, so it needs no locks; reused from session to session.
/// </summary>
internal sealed class Session(SessionScript script) : ICompletionSink
{
    private readonly Dictionary<string, string> _extracted = [];
    private readonly SessionCookies _cookies = new();
    private ISessionOwner _owner = null!;
    private PlannedFlow _flow = null!;
    private ulong _bits;
    private string _url = "";

    /// <summary>Index of the flow.</summary>
    public int Flow { get; private set; }

    /// <summary>The step that is in flight, or was last.</summary>
    public int Step { get; private set; }

    /// <summary>When the session arrived, offset from the trial's start, ns.</summary>
    public long ArrivedAt { get; private set; }

    /// <summary>When its next step is due, ns on the run's clock.</summary>
    public long NextDue { get; set; }

    /// <summary>One of its answers was late.</summary>
    public bool Spoiled { get; set; }

    public int Request => _flow.Steps[Step].Request;

    public TimeSpan Think => _flow.Steps[Step].Think;

    public bool AtLastStep => Step == _flow.Steps.Length - 1;

    public void Begin(ISessionOwner owner, int flow, ulong bits, long arrivedAt)
    {
        (_owner, Flow, _flow, _bits, ArrivedAt) = (owner, flow, script.Flows[flow], bits, arrivedAt);
        (Step, Spoiled) = (0, false);
        _extracted.Clear();
        _cookies.Clear();
    }

    public void Advance() => Step++;

    /// <summary>The current step's request with everything filled in; null: it is sent as planned, with the URL of that index.</summary>
    /// <remarks>What is drawn depends on the session's bits and the step alone, so the same seed makes the same requests.</remarks>
    public RenderedRequest? Prepare(out ushort url)
    {
        var planned = script.Requests[Request];
        var bits = SeededRandom.At(SeededRandom.At(_bits, 3), (ulong)Step);
        url = 0;
        RenderedRequest? content = null;
        if (planned.Template is { } template)
        {
            content = template.Render(new(SeededRandom.At(_bits, 2), bits, _extracted));
            _url = content.Url;
        }
        else
        {
            if (planned.Urls.Length > 1) url = (ushort)Math.BigMul(bits, (ulong)Math.Min(planned.Urls.Length, ushort.MaxValue), out _);
            _url = planned.Urls[url];
        }
        if (_cookies.For(script.BasePath + _url) is not { } cookies) return content;
        content ??= new(_url, planned.Headers, planned.Body);
        return content with { Headers = WithCookies(content.Headers, cookies) };
    }

    /// <summary>Takes from an answer what later steps need. A success becomes a failed check when a value is not there.</summary>
    public RequestOutcome Accept(in RequestOutcome outcome)
    {
        if (outcome.Kind != OutcomeKind.Success || AtLastStep && _flow.Steps[Step].Extract.IsEmpty) return outcome;
        if (outcome.Response is { } response)
        {
            foreach (var (name, value) in response.Headers)
                if (name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase)) _cookies.Take(value, script.BasePath + _url, script.Now);
        }
        foreach (var extraction in _flow.Steps[Step].Extract)
        {
            if (outcome.Response is not null && ResponseExtractor.TryExtract(extraction, outcome.Response, out var value)) _extracted[extraction.Name] = value;
            else return new(OutcomeKind.Check, outcome.Status, $"{extraction.Expression} is not in the answer");
        }
        return outcome;
    }

    void ICompletionSink.Complete(int slot, in RequestOutcome outcome) => _owner.Complete(this, slot, in outcome);

    /// <summary>A Cookie header of the request's own comes first.</summary>
    private static ImmutableArray<KeyValuePair<string, string>> WithCookies(ImmutableArray<KeyValuePair<string, string>> headers, string cookies)
    {
        for (var i = 0; i < headers.Length; i++)
            if (headers[i].Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase)) return headers.SetItem(i, new(headers[i].Key, $"{headers[i].Value}; {cookies}"));
        return headers.Add(new("Cookie", cookies));
    }
}
