using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>
/// The one rule for certificates, whoever connects to the target: what the system trusts is good, so is what leads to a certificate of the
/// user's own file, and so is any on loopback unless the user says otherwise.
/// </summary>
public sealed class CertificateRule
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly X509Certificate2Collection _roots;
    private readonly bool _anyOnLoopback;

    private CertificateRule(X509Certificate2Collection roots, bool anyOnLoopback) => (_roots, _anyOnLoopback) = (roots, anyOnLoopback);

    /// <summary>What the system trusts, and any on loopback.</summary>
    public static CertificateRule Default { get; } = new([], anyOnLoopback: true);

    /// <summary>Reads the user's file.</summary>
    /// <exception cref="SentinelException">SP1018 when it is not there, cannot be read or holds no certificate.</exception>
    public static CertificateRule Of(TargetTls tls)
    {
        ArgumentNullException.ThrowIfNull(tls);
        return tls == new TargetTls() ? Default : new(tls.CaFile is { } file ? Read(file) : [], tls.AcceptSelfSignedLoopback);
    }

    /// <summary>TLS options that hold a connection against the rule. A certificate that fails throws, so that the reason travels with the error.</summary>
    /// <param name="target">Whose host decides about loopback; null: the host that the connection asks for.</param>
    public SslClientAuthenticationOptions Options(Uri? target = null) => new()
    {
        RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            var host = (sender as SslStream)?.TargetHostName ?? target?.IdnHost ?? "";
            return (_anyOnLoopback && HostPolicy.IsLoopbackHost(target?.IdnHost ?? host)) || IsTrusted(host, certificate as X509Certificate2, chain, errors);
        },
    };

    private bool IsTrusted(string host, X509Certificate2? certificate, X509Chain? shown, SslPolicyErrors errors)
    {
        if (certificate is null) throw new AuthenticationException("the server shows no certificate");
        using var own = new X509Chain();
        var judged = shown;
        if (_roots.Count > 0)
        {
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.AddRange(_roots);
            own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            own.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
            if (shown is not null) own.ChainPolicy.ExtraStore.AddRange(shown.ChainElements.Select(e => e.Certificate).Concat(shown.ChainPolicy.ExtraStore).ToArray());
            if (own.Build(certificate)) errors &= ~SslPolicyErrors.RemoteCertificateChainErrors;
            judged = own;
        }
        if (errors == SslPolicyErrors.None) return true;
        throw new AuthenticationException(string.Join("; ", Reasons(host, certificate, judged, errors)));
    }

    private static IEnumerable<string> Reasons(string host, X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) yield return $"its certificate is for {Names(certificate)}, not for {host}";
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) yield break;
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid)) yield return Validity(certificate);
        const X509ChainStatusFlags unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;
        if ((status & unknown) != 0) yield return $"its certificate comes from an untrusted root ({OneLine(certificate.Issuer)}); trust it with target.tls.caFile";
        var rest = status & ~(unknown | X509ChainStatusFlags.NotTimeValid);
        if (rest != 0) yield return $"its certificate fails the check ({rest})";
    }

    private static string Validity(X509Certificate2 certificate)
    {
        var (from, to) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        return string.Create(CultureInfo.InvariantCulture, $"its certificate or one that signed it is expired or not valid yet (its own holds from {from:yyyy-MM-dd} to {to:yyyy-MM-dd})");
    }

    private static string Names(X509Certificate2 certificate)
    {
        const int mostNames = 3;
        var alternative = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        string[] names = [.. alternative?.EnumerateDnsNames() ?? [], .. alternative?.EnumerateIPAddresses().Select(a => a.ToString()) ?? []];
        return names.Length == 0 ? OneLine(certificate.Subject) : OneLine(string.Join(", ", names.Take(mostNames)) + (names.Length > mostNames ? ", …" : ""));
    }

    private static string OneLine(string text) => string.Concat(text.Take(200).Select(c => char.IsControl(c) ? ' ' : c));

    private static X509Certificate2Collection Read(string file)
    {
        var found = new X509Certificate2Collection();
        try
        {
            var bytes = File.ReadAllBytes(file);
            if (bytes.AsSpan().IndexOf("-----BEGIN"u8) >= 0) found.ImportFromPem(System.Text.Encoding.Latin1.GetString(bytes));
            else found.Add(X509CertificateLoader.LoadCertificate(bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException or NotSupportedException)
        {
            throw Unusable(file, e is FileNotFoundException or DirectoryNotFoundException ? "it is not there" : e.Message.ReplaceLineEndings(" "));
        }
        return found.Count > 0 ? found : throw Unusable(file, "it holds no certificate");
    }

    private static SentinelException Unusable(string file, string why) => new(Problem.Error(DiagnosticCodes.CaFileUnusable,
        $"target.tls.caFile '{file}' cannot be used: {why}. {DiagnosticCodes.CaFileUnusable.Remedy}") with { Setting = "target.tls.caFile" });
}
