using System.Collections.Immutable;
using SentinelPerf.Measurement;

namespace SentinelPerf.Bench.Study;

/// <summary>What a set of runs shows. Errors are of those that found a breaking point: those that did not are counted, and claim nothing.</summary>
internal sealed record StudyFigures
{
    /// <summary>Runs.</summary>
    public required int Runs { get; init; }

    /// <summary>Runs by status.</summary>
    public required ImmutableSortedDictionary<string, int> Statuses { get; init; }

    /// <summary>Median of |ln(found / true)|.</summary>
    public required Estimate MedianError { get; init; }

    /// <summary>90th percentile of the same.</summary>
    public required Estimate ErrorAt90 { get; init; }

    /// <summary>Mean of ln(found / true).</summary>
    public required Estimate Bias { get; init; }

    /// <summary>Standard deviation of ln(found / true) within servers.</summary>
    public required Estimate Deviation { get; init; }

    /// <summary>Share of intervals that hold the truth.</summary>
    public required Estimate Coverage { get; init; }

    /// <summary>Median relative width of the intervals.</summary>
    public required double Width { get; init; }

    /// <summary>95th percentile of the wall time, s; all runs.</summary>
    public required double WallAt95 { get; init; }

    /// <summary>Share of right verdicts among runs that asked for one.</summary>
    public required Estimate Right { get; init; }

    public static StudyFigures Of(IReadOnlyCollection<StudyRow> rows)
    {
        double[] errors = [.. rows.Select(r => r.Error).OfType<double>()];
        double[] sizes = [.. errors.Select(Math.Abs)];
        bool[] holds = [.. rows.Select(r => r.Holds).OfType<bool>()];
        bool[] right = [.. rows.Select(r => r.Right).OfType<bool>()];
        return new()
        {
            Runs = rows.Count,
            Statuses = rows.CountBy(r => r.Status).ToImmutableSortedDictionary(StringComparer.Ordinal),
            MedianError = Estimate.Quantile(sizes, 0.5),
            ErrorAt90 = Estimate.Quantile(sizes, 0.9),
            Bias = Estimate.Mean(errors),
            Deviation = Estimate.PooledDeviation(rows.GroupBy(r => r.Cell.Server).Select(g => (IReadOnlyList<double>)[.. g.Select(r => r.Error).OfType<double>()])),
            Coverage = Estimate.Share(holds.Count(h => h), holds.Length),
            Width = RobustStatistics.Median([.. rows.Where(r => r.Error is not null).Select(r => r.Width).OfType<double>()]),
            WallAt95 = RobustStatistics.Quantile([.. rows.Select(r => r.WallSeconds)], 0.95),
            Right = Estimate.Share(right.Count(r => r), right.Length),
        };
    }
}
