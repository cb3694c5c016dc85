using System.Text;

namespace SentinelPerf.Chat;

/// <summary>Reads a stream of text line by line and holds no more of a line than its limit: a server may send one without end.</summary>
/// <param name="stream">UTF-8 text; disposed of with this.</param>
/// <param name="longest">Longest line, characters.</param>
internal sealed class BoundedLines(Stream stream, int longest) : IDisposable
{
    private readonly StreamReader _reader = new(stream);
    private readonly char[] _buffer = new char[4096];
    private int _at;
    private int _end;

    /// <summary>The next line without its end; null when there is none.</summary>
    /// <exception cref="ChatException">It is longer than the limit.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_at == _end)
            {
                (_at, _end) = (0, await _reader.ReadAsync(_buffer, cancel));
                if (_end == 0) return line.Length == 0 ? null : line.ToString();
            }

            var rest = _buffer.AsSpan(_at, _end - _at);
            var length = rest.IndexOf('\n');
            line.Append(length < 0 ? rest : rest[..length]);
            _at += length < 0 ? rest.Length : length + 1;
            if (line.Length > longest) throw new ChatException(ChatFailure.TooLong, "the model server sent a line without end");
            if (length >= 0) return line.ToString().TrimEnd('\r');
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
