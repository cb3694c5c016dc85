using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SentinelPerf.Core.Tests.Targets;

/// <summary>An authority of the tests' own, and certificates that it signed.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly List<X509Certificate2> _made = [];

    public TestCertificates(string name = "SentinelPerf test authority")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        Authority = Keep(request.CreateSelfSigned(_now.AddYears(-2), _now.AddYears(2)));
    }

    public X509Certificate2 Authority { get; }

    /// <summary>A server's certificate for a host (a name or an address).</summary>
    public X509Certificate2 For(string host, bool expired = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var signed = request.Create(Authority, _now.AddYears(-1), expired ? _now.AddDays(-1) : _now.AddYears(1), [1, 2, 3, (byte)_made.Count]);
        return Keep(signed.CopyWithPrivateKey(key));
    }

    public void Dispose()
    {
        foreach (var certificate in _made) certificate.Dispose();
    }

    private X509Certificate2 Keep(X509Certificate2 certificate)
    {
        _made.Add(certificate);
        return certificate;
    }
}
