using System.Net.Sockets;
using System.Security.Authentication;

namespace SentinelPerf.Load;

/// <summary>Says which kind of error an exception of the network stack stands for.</summary>
public static class TransportErrors
{
    /// <summary>The outcome that an exception of <see cref="HttpClient"/> or a socket stands for.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="aborted">The request was given up on purpose.</param>
    public static RequestOutcome Classify(Exception exception, bool aborted)
    {
        if (aborted) return new(OutcomeKind.Aborted);
        // A connect that outlives the handler's own ConnectTimeout surfaces as a cancellation as well.
        if (exception is OperationCanceledException) return new(OutcomeKind.Timeout);
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SocketException socket) return new(Of(socket.SocketErrorCode), 0, Line(socket.Message));
            if (e is AuthenticationException) return new(OutcomeKind.Tls, 0, Line(e.Message));
        }
        return new(Of(exception), 0, Line(exception.Message));
    }

    internal static OutcomeKind Of(SocketError error) => error switch
    {
        SocketError.TimedOut => OutcomeKind.Timeout,
        SocketError.AddressNotAvailable or SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressAlreadyInUse
            or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery => OutcomeKind.NoAddress,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown or SocketError.NotConnected
            or SocketError.OperationAborted => OutcomeKind.Reset,
        _ => OutcomeKind.Refused,
    };

    private static OutcomeKind Of(Exception exception) => (exception is HttpRequestException http ? http.HttpRequestError : (exception as HttpIOException)?.HttpRequestError) switch
    {
        HttpRequestError.ResponseEnded => OutcomeKind.Reset,
        HttpRequestError.SecureConnectionError => OutcomeKind.Tls,
        HttpRequestError.NameResolutionError => OutcomeKind.NoAddress,
        HttpRequestError.ConnectionError => OutcomeKind.Refused,
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.VersionNegotiationError
            or HttpRequestError.HttpProtocolError or HttpRequestError.ExtendedConnectNotSupported => OutcomeKind.Protocol,
        _ => exception is IOException ? OutcomeKind.Reset : OutcomeKind.Protocol,
    };

    private static string Line(string message) => message.ReplaceLineEndings(" ");
}
