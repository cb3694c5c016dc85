namespace SentinelPerf.Signals;

/// <summary>
/// The points of one series, bounded: when full, neighbours are merged two by two into their mean, so that a long run keeps its shape
/// at half the resolution instead of growing without end. Not safe for concurrent use; the recorder locks.
/// </summary>
internal sealed class BoundedSeries(string name, string unit, string? where)
{
    /// <summary>Points kept at most: 17 minutes at four a second.</summary>
    public const int Capacity = 4096;

    private readonly List<SignalPoint> _points = new(64);
    private int _mergedPerPoint = 1;
    private int _pendingCount;
    private double _pendingSum;

    /// <summary>Adds a value; values that are not finite are left out, a value older than the last is put at the last's time.</summary>
    public void Add(TimeSpan at, double value)
    {
        if (!double.IsFinite(value)) return;
        _pendingSum += value;
        if (++_pendingCount < _mergedPerPoint) return;
        if (_points.Count > 0 && at < _points[^1].At) at = _points[^1].At;
        _points.Add(new SignalPoint(at, _pendingSum / _pendingCount));
        _pendingSum = 0;
        _pendingCount = 0;
        if (_points.Count >= Capacity) Halve();
    }

    /// <summary>A copy.</summary>
    public SignalSeries ToSeries() => new(name, unit, where, [.. _points]);

    private void Halve()
    {
        for (var i = 0; i < _points.Count / 2; i++)
            _points[i] = new SignalPoint(_points[2 * i + 1].At, (_points[2 * i].Value + _points[2 * i + 1].Value) / 2);
        _points.RemoveRange(_points.Count / 2, _points.Count - _points.Count / 2);
        _mergedPerPoint *= 2;
    }
}
