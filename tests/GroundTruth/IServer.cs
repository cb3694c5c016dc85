namespace SentinelPerf.GroundTruth;

/// <summary>Decides when and how a request is answered.</summary>
internal interface IServer
{
    /// <summary>Takes a request that arrived at <paramref name="now"/> on the stopwatch's clock. Called by one thread at a time or by a few.</summary>
    void Handle(Connection connection, long now);
}

/// <summary>The answers that servers give.</summary>
internal static class Answers
{
    public static readonly ReadOnlyMemory<byte> Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> TooMany = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Unavailable = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"u8.ToArray();
    public static readonly ReadOnlyMemory<byte> Rubbish = "\0\x01SMTP? no.\r\n\r\n"u8.ToArray();
}
