using System.Globalization;
using System.Text;

namespace SentinelPerf.Chat;

/// <summary>Reads the replies of RESP2 that GET, SET, DEL, AUTH and SELECT have: simple and bulk strings, integers, errors.</summary>
internal sealed class RespReader(Stream stream, int longestValue)
{
    private const int LongestLine = 1024;

    /// <summary>The next reply; null is the null bulk string.</summary>
    /// <exception cref="IOException">The server refuses, or speaks something else.</exception>
    public async Task<byte[]?> ReadAsync(CancellationToken cancel)
    {
        var line = await LineAsync(cancel);
        switch (line.Length == 0 ? ' ' : line[0])
        {
            case '+' or ':':
                return Encoding.UTF8.GetBytes(line[1..]);
            case '-':
                // The text may repeat what was sent; its first word is the kind.
                throw new IOException($"Redis refuses: {line[1..].Split(' ')[0]}");
            case '$' when int.TryParse(line[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var length) && length <= longestValue:
                if (length < 0) return null;
                var value = new byte[length + 2];
                await stream.ReadExactlyAsync(value, cancel);
                return value[..length];
            default:
                throw new IOException("the server does not speak Redis' protocol");
        }
    }

    private async Task<string> LineAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < LongestLine)
        {
            await stream.ReadExactlyAsync(one, cancel);
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }

        throw new IOException("the server does not speak Redis' protocol");
    }
}
