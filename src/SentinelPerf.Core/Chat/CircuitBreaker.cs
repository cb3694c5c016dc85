namespace SentinelPerf.Chat;

/// <summary>When a breaker opens and how it closes again.</summary>
public sealed record CircuitBreakerOptions
{
    /// <summary>Whether there is one. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Failures in a row that open it, 1–100. Default 3.</summary>
    public int Failures { get; init; } = 3;

    /// <summary>How long it stays open, 1 s–1 h. Default 30 s.</summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Successes in a row that close it again when half-open, 1–100. Default 2.</summary>
    public int Probes { get; init; } = 2;
}

/// <summary>State of a breaker.</summary>
public enum BreakerState
{
    /// <summary>Everything passes.</summary>
    Closed,

    /// <summary>Nothing passes.</summary>
    Open,

    /// <summary>One at a time passes, to see.</summary>
    HalfOpen,
}

/// <summary>
/// Stops asking what fails. Polly's breaker opens on a ratio over a window and closes on the first success; the contract here is failures in a row
/// and a number of successful probes, which is this small.
/// </summary>
public sealed class CircuitBreaker(CircuitBreakerOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private int _probes;
    private bool _probing;
    private long? _openedAt;

    /// <summary>Its state now.</summary>
    public BreakerState State
    {
        get
        {
            lock (_lock) return _openedAt is not { } at ? BreakerState.Closed : time.GetElapsedTime(at) < options.BreakFor ? BreakerState.Open : BreakerState.HalfOpen;
        }
    }

    /// <summary>Whether something may be asked now. Whoever is let in must say how it ended.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (!options.Enabled || _openedAt is not { } at) return true;
            if (time.GetElapsedTime(at) < options.BreakFor || _probing) return false;
            return _probing = true;
        }
    }

    /// <summary>What was asked was answered.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            _failures = 0;
            _probing = false;
            if (_openedAt is null || ++_probes < options.Probes) return;
            _openedAt = null;
            _probes = 0;
        }
    }

    /// <summary>What was asked failed.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            _probing = false;
            _probes = 0;
            if (_openedAt is null && ++_failures < options.Failures) return;
            _failures = 0;
            if (options.Enabled) _openedAt = time.GetTimestamp();
        }
    }

    /// <summary>What was asked was given up for a reason of the caller's.</summary>
    public void Abandoned()
    {
        lock (_lock) _probing = false;
    }
}
