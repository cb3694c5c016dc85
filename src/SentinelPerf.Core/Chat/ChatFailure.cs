namespace SentinelPerf.Chat;

/// <summary>Why a model gave no answer. Each is told apart because each has its own remedy.</summary>
public enum ChatFailure
{
    /// <summary>Nothing answers at the endpoint.</summary>
    ServerAbsent,

    /// <summary>The server has no such model.</summary>
    ModelAbsent,

    /// <summary>The model is still being loaded.</summary>
    Loading,

    /// <summary>The model does not fit into memory.</summary>
    OutOfMemory,

    /// <summary>The server has more to do than it takes.</summary>
    Busy,

    /// <summary>The server does not accept who asks.</summary>
    Unauthorized,

    /// <summary>The time that was set for an answer is over.</summary>
    TimedOut,

    /// <summary>The answer is longer than anything that could be meant.</summary>
    TooLong,

    /// <summary>After several failures in a row nothing is asked for a while.</summary>
    BreakerOpen,

    /// <summary>The server does not take the question as it stands (HTTP 4xx).</summary>
    Refused,

    /// <summary>The server answered with something else.</summary>
    Unexpected,
}

/// <summary>A model gave no answer.</summary>
/// <param name="failure">Why.</param>
/// <param name="message">One line: what was seen, and what to do.</param>
/// <param name="inner">What was caught.</param>
public sealed class ChatException(ChatFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ChatFailure Failure { get; } = failure;

    /// <summary>Whether the same question may be answered a moment later.</summary>
    public bool IsTransient => Failure is ChatFailure.Loading or ChatFailure.Busy or ChatFailure.Unexpected;
}
