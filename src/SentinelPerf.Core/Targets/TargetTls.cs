namespace SentinelPerf.Targets;

/// <summary>Which certificates of an https target are good enough.</summary>
public sealed record TargetTls
{
    /// <summary>File of certificates (PEM or DER, one or many) that are trusted beside those of the system; null: none.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether a loopback target may show any certificate, such as the development certificate of .NET. Default true.</summary>
    public bool AcceptSelfSignedLoopback { get; init; } = true;
}
