using System.Collections.Immutable;

namespace SentinelPerf.Targets;

/// <summary>
/// The headers that every request carries to prove who it is. They may be replaced while requests are under way (a token that was refreshed):
/// whoever prepares requests ahead prepares them again when <see cref="Changed"/> is raised. Safe for concurrent use. Secrets.
/// </summary>
public sealed class RequestHeaders
{
    private readonly Action? _refused;
    private long _refusals;
    private volatile KeyValuePair<string, string>[] _current;

    /// <summary>Headers that nobody replaces, or that somebody will.</summary>
    /// <param name="headers">In the order to send them.</param>
    /// <param name="refused">Told when the target refuses them; must be quick.</param>
    public RequestHeaders(ImmutableArray<KeyValuePair<string, string>> headers, Action? refused = null) => (_current, _refused) = ([.. headers], refused);

    /// <summary>No headers.</summary>
    public static RequestHeaders None { get; } = new([]);

    /// <summary>As they are now.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> Current => _current;

    /// <summary>They were replaced. Raised on the thread that replaced them, never on one that sends.</summary>
    public event Action? Changed;

    /// <summary>Replaces them.</summary>
    public void Replace(ImmutableArray<KeyValuePair<string, string>> headers)
    {
        _current = [.. headers];
        Changed?.Invoke();
    }

    /// <summary>The target answered 401 to a request that carried them. Any thread, cheap.</summary>
    public void Refused()
    {
        if (_refused is null) return;
        Interlocked.Increment(ref _refusals);
        _refused();
    }

    /// <summary>How often headers that somebody renews were refused so far: the token had run out, which is not the target's limit. 0 for headers that stay.</summary>
    public long Refusals => Interlocked.Read(ref _refusals);
}
