using System.Text;

namespace SentinelPerf.Cli;

/// <summary>A writer whose reader may go away (<c>sentinelperf run | head</c>): the run goes on, what it says is dropped.</summary>
internal sealed class BrokenPipeWriter(TextWriter inner) : TextWriter
{
    private bool _broken;

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => Try(w => w.Write(value));

    /// <inheritdoc/>
    public override void Write(string? value) => Try(w => w.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Try(w => w.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Try(w => w.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Try(w => w.Flush());

    private void Try(Action<TextWriter> write)
    {
        if (_broken) return;
        try
        {
            write(inner);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _broken = true;
        }
    }
}
