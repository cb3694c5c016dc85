using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Load;

/// <summary>Who runs on which cores: <c>load.placement</c>.</summary>
public enum Placement
{
    /// <summary>Disjoint cores for generator and target where there are four or more and the target is started by SentinelPerf; else shared.</summary>
    Auto,

    /// <summary>Both on all cores.</summary>
    Shared,

    /// <summary>Disjoint cores wherever that is possible.</summary>
    Split,
}

/// <summary>Which cores are whose. Both empty: shared.</summary>
/// <param name="Generator">Numbers of the generator's cores.</param>
/// <param name="Target">Numbers of the target's cores.</param>
/// <param name="Problem">What the user asked for and cannot have; null: nothing.</param>
public sealed record CorePlan(ImmutableArray<int> Generator, ImmutableArray<int> Target, Problem? Problem)
{
    /// <summary>Cores from which on <see cref="Placement.Auto"/> keeps generator and target apart: below, a core for the generator costs the target too much of the machine. Under a quota cores do not part them: the one who spends it stops both.</summary>
    public const int LeastForAuto = 4;

    private const int OneIn = 4;

    /// <summary>Both on all cores.</summary>
    public static CorePlan Shared { get; } = new([], [], null);

    /// <summary>Whether each has its own cores.</summary>
    public bool IsSplit => !Target.IsEmpty;

    /// <summary>Plans: the generator gets the last quarter of the cores, at least one, the target the others.</summary>
    /// <param name="wanted">What the user wants.</param>
    /// <param name="usable">Numbers of the cores that this process may use, in any order; empty where the system does not tell.</param>
    /// <param name="cores">Cores' worth of CPU time that may be used: a quota may be less than the cores.</param>
    /// <param name="startsTarget">Whether SentinelPerf starts the target: it cannot move one that runs already.</param>
    public static CorePlan Of(Placement wanted, ImmutableArray<int> usable, double cores, bool startsTarget)
    {
        if (wanted == Placement.Shared) return Shared;
        var obstacle = !startsTarget ? "a target reached by its address keeps the cores it has"
            : usable.IsEmpty ? "this system does not let a program choose its cores"
            : usable.Length < 2 ? "only one core may be used here" : null;
        if (wanted == Placement.Split && obstacle is not null)
            return Shared with { Problem = Problem.Warning(DiagnosticCodes.PlacementWithoutEffect, $"load.placement is split, but {obstacle}; generator and target share the cores. "
                + "Valid: auto, shared, or split with a target.project or target.command on Linux with two cores or more") with { Setting = "load.placement" } };
        if (obstacle is not null || (wanted == Placement.Auto && (usable.Length < LeastForAuto || cores < usable.Length))) return Shared;
        var sorted = usable.Sort();
        var generator = Math.Max(1, sorted.Length / OneIn);
        return new CorePlan(sorted[^generator..], sorted[..^generator], null);
    }
}
