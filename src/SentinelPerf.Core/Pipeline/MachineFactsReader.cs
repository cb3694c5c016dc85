using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SentinelPerf.Reporting;
using SentinelPerf.Signals;

namespace SentinelPerf.Pipeline;

/// <summary>Describes this machine and gives it a fingerprint: results with the same one may be compared.</summary>
internal static class MachineFactsReader
{
    private const int FingerprintBytes = 8;

    // Two machines of one kind differ by a few pages of reserved memory.
    private const double MemoryStep = 1 << 30;

    public static MachineFacts Read()
    {
        var host = HostReader.Read();
        return new MachineFacts(
            Fingerprint(host), host.Processor, Math.Max(1, (int)Math.Round(host.Cores, MidpointRounding.AwayFromZero)), host.MemoryBytes, host.Os, host.Container);
    }

    /// <summary>Processor, cores, memory in whole GiB, container and runtime version: what moves a capacity. The kernel's build does not belong to it.</summary>
    private static string Fingerprint(HostDescription host)
    {
        var memory = Math.Round(host.MemoryBytes / MemoryStep).ToString(CultureInfo.InvariantCulture);
        var text = string.Join('|', host.Processor, host.Cores.ToString("0.##", CultureInfo.InvariantCulture), memory, host.Container, Environment.Version.ToString(2));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, FingerprintBytes));
    }
}
