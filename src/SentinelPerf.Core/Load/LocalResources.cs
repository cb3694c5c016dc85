using System.Globalization;

namespace SentinelPerf.Load;

/// <summary>What this side needs for its connections and may run out of; null where the system does not tell (only Linux does).</summary>
/// <param name="Ports">Ephemeral ports.</param>
/// <param name="Descriptors">Descriptors of this process.</param>
internal sealed record LocalResources(Remainder? Ports, Remainder? Descriptors)
{
    private const string Folder = "/proc/sys/net/ipv4";

    /// <summary>Reads them: some small files and a listing of the own descriptors, about 1 ms at a thousand connections.</summary>
    public static LocalResources Read()
    {
        var descriptors = DescriptorBudget.Read();
        var own = descriptors is { } d ? d.All - d.Left : 0;
        return new(ParsePorts(Text($"{Folder}/ip_local_port_range"), Text("/proc/net/sockstat"), Text($"{Folder}/tcp_tw_reuse"), own), descriptors);
    }

    /// <summary>
    /// Ports left of the range, at least: own descriptors count as a connection each. Connections in TIME_WAIT hold a port too, unless the kernel gives it to
    /// the next connection (tcp_tw_reuse 1, or 2 on loopback, the default): then they cost nothing.
    /// </summary>
    internal static Remainder? ParsePorts(string? range, string? sockets, string? reuse, long own)
    {
        if (range?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var low, var high] || !Number(low, out var first) || !Number(high, out var last) || last < first)
            return null;
        var waiting = reuse?.Trim() == "0" ? Waiting(sockets) : 0;
        return new(Math.Max(0, last - first + 1 - own - waiting), last - first + 1);
    }

    /// <summary>The number behind <c>tw</c> in the line <c>TCP: inuse 5 orphan 0 tw 12 …</c>.</summary>
    private static long Waiting(string? sockets)
    {
        var words = (sockets ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, "tw");
        return at >= 0 && at + 1 < words.Length && Number(words[at + 1], out var waiting) ? waiting : 0;
    }

    private static bool Number(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string? Text(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
