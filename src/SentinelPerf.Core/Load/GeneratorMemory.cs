using System.Globalization;
using System.Text.Json;

namespace SentinelPerf.Load;

/// <summary>What the self-test found.</summary>
/// <param name="RequestsPerSecond">The best figure.</param>
/// <param name="MeasuredAt">When.</param>
/// <param name="Quiet">Whether the machine was quiet then: only then it stands for what the generator can do.</param>
internal sealed record SelfTestFigure(double RequestsPerSecond, DateTimeOffset MeasuredAt, bool Quiet);

/// <summary>Remembers the self-test's figure in a file.</summary>
internal sealed class GeneratorMemory(string file, TimeProvider time)
{
    /// <summary>A figure older than this does not count: machines change.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromDays(30);

    /// <summary>The better of an earlier figure from a busy machine and a new one; both are lower bounds. Quiet when the new one is.</summary>
    public static SelfTestFigure Best(SelfTestFigure? known, SelfTestFigure measured) =>
        known is null || known.RequestsPerSecond <= measured.RequestsPerSecond ? measured
        : measured.Quiet ? measured with { RequestsPerSecond = known.RequestsPerSecond } : known;

    /// <summary>What is remembered; null when nothing, nothing readable, or nothing recent is.</summary>
    public SelfTestFigure? Read()
    {
        try
        {
            var now = time.GetUtcNow();
            var known = JsonSerializer.Deserialize<SelfTestFigure>(File.ReadAllText(file));
            return known is { RequestsPerSecond: > 0 } && now - known.MeasuredAt < LongestAge && known.MeasuredAt <= now ? known : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers a figure.</summary>
    public void Write(SelfTestFigure figure)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var part = $"{file}.{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}";
            File.WriteAllText(part, JsonSerializer.Serialize(figure));
            File.Move(part, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home costs the next run a second, no more.
        }
    }
}
