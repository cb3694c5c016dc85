using System.Globalization;

namespace SentinelPerf.Signals;

/// <summary>
/// Gathers what the meters report in one collection and hands it on at its end. Time series that differ only in tags that name no place
/// (status code, protocol) are merged: counters and levels add up; of histograms counts and sums add up and the quantiles of the one with the most samples stand.
/// </summary>
internal sealed class MetricFrame(ISignalSink sink)
{
    private readonly Dictionary<(string Name, string? Where), Cell> _counters = [];
    private readonly Dictionary<(string Name, string? Where), Cell> _levels = [];
    private readonly Dictionary<(string Name, string? Where), HistogramCell> _histograms = [];

    /// <summary>Starts a collection; what an unfinished one left is forgotten.</summary>
    public void Begin()
    {
        _counters.Clear();
        _levels.Clear();
        _histograms.Clear();
    }

    /// <summary>Adds a counter: <paramref name="delta"/> within the interval, or for instruments that are levels by nature their <paramref name="value"/>.</summary>
    public void AddCounter(string instrument, string unit, MetricTags tags, double delta, double value)
    {
        if (IsLevel(instrument)) AddLevel(instrument, unit, tags, value);
        else Add(_counters, instrument, unit, tags, delta);
    }

    /// <summary>Adds a gauge or up-down counter.</summary>
    public void AddLevel(string instrument, string unit, MetricTags tags, double value) => Add(_levels, instrument, unit, tags, value);

    /// <summary>Adds a histogram: <c>0.5=…;0.95=…;0.99=…</c>, samples and their sum within the interval.</summary>
    public void AddHistogram(string instrument, string unit, MetricTags tags, string quantiles, long count, double sum)
    {
        var key = (instrument, tags.Where(instrument));
        if (!_histograms.TryGetValue(key, out var cell)) _histograms.Add(key, cell = new HistogramCell(unit));
        cell.Add(quantiles, count, sum);
        if (instrument == "http.server.request.duration" && tags["http.response.status_code"] is { } status)
            Add(_counters, "http.server.responses", "{response}", status, count);
    }

    /// <summary>Ends the collection: counters become rates per second.</summary>
    public void End(TimeSpan at, TimeSpan interval)
    {
        var seconds = interval.TotalSeconds;
        if (seconds > 0)
        {
            foreach (var ((name, where), cell) in _counters) sink.Record(name, cell.Unit, where, at, cell.Value / seconds);
            foreach (var ((name, where), cell) in _histograms) cell.Emit(sink, name, where, at, seconds);
        }
        foreach (var ((name, where), cell) in _levels) sink.Record(name, cell.Unit, where, at, cell.Value);
        Begin();
    }

    /// <summary>Instruments that some runtimes publish as counters though their value is a level.</summary>
    private static bool IsLevel(string instrument) => instrument is
        "dotnet.thread_pool.thread.count" or "dotnet.thread_pool.queue.length" or "dotnet.timer.count" or "dotnet.assembly.count"
        or "dotnet.process.memory.working_set" or "dotnet.process.cpu.count"
        || instrument.StartsWith("dotnet.gc.last_collection.", StringComparison.Ordinal);

    private static void Add(Dictionary<(string, string?), Cell> cells, string instrument, string unit, MetricTags tags, double value) =>
        Add(cells, instrument, unit, tags.Where(instrument), value);

    private static void Add(Dictionary<(string, string?), Cell> cells, string instrument, string unit, string? where, double value)
    {
        if (!double.IsFinite(value)) return;
        if (!cells.TryGetValue((instrument, where), out var cell)) cells.Add((instrument, where), cell = new Cell(unit));
        cell.Value += value;
    }

    private sealed class Cell(string unit)
    {
        public string Unit { get; } = unit;

        public double Value { get; set; }
    }

    private sealed class HistogramCell(string unit)
    {
        private long _count;
        private double _sum;
        private long _largest;
        private string _quantiles = "";

        public void Add(string quantiles, long count, double sum)
        {
            if (count > _largest) (_largest, _quantiles) = (count, quantiles);
            _count += count;
            if (double.IsFinite(sum)) _sum += sum;
        }

        public void Emit(ISignalSink sink, string name, string? where, TimeSpan at, double seconds)
        {
            sink.Record($"{name}/count", "1/s", where, at, _count / seconds);
            sink.Record($"{name}/sum", unit, where, at, _sum / seconds);
            foreach (var part in _quantiles.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                if (part.Split('=') is [var q, var text]
                    && double.TryParse(q, NumberStyles.Float, CultureInfo.InvariantCulture, out var quantile)
                    && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                    sink.Record(string.Create(CultureInfo.InvariantCulture, $"{name}/p{quantile * 100:0.###}"), unit, where, at, value);
        }
    }
}
