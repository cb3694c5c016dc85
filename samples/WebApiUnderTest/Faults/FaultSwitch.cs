using System.Diagnostics.CodeAnalysis;
using WebApiUnderTest.Search;
using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary>The setting <c>Fault</c>: which mistake the app is built with.</summary>
public static class FaultSwitch
{
    /// <summary>No fault.</summary>
    public const string None = "none";

    private static readonly SortedDictionary<string, Action<IServiceCollection>> Faults = new(StringComparer.Ordinal)
    {
        ["cpu-saturation"] = services => services.AddSingleton<IProductSearch, RescoringSearch>(),
        ["crash"] = services => services.AddSingleton<IWarehouse, UnguardedWarehouse>(),
        ["exception-onset"] = services => services.AddSingleton<IWarehouse, ThrowingWarehouse>(),
        ["gc-pressure"] = services => services.AddSingleton<IProductSearch, CopyingSearch>(),
        ["lock-contention"] = services => services.AddSingleton<IWarehouse, LockedWarehouse>(),
        ["memory-leak"] = services => services.AddSingleton<IProductSearch, RememberingSearch>(),
        ["queue-overflow"] = UndersizedLimit.Add,
        ["rate-limited"] = SmallBucket.Add,
        ["thread-pool-starvation"] = services => services.AddSingleton<IWarehouse, BlockingWarehouse>(),
    };

    /// <summary>Adds the fault named by the setting; nothing for <c>none</c> and an unset one.</summary>
    /// <returns>False with a message for the console when there is no such fault.</returns>
    public static bool TryAdd(IServiceCollection services, string? setting, [NotNullWhen(false)] out string? refusal)
    {
        refusal = null;
        if (string.IsNullOrWhiteSpace(setting) || setting == None) return true;
        if (Faults.TryGetValue(setting, out var add))
        {
            add(services);
            return true;
        }
        refusal = $"The setting Fault is '{setting}'. Valid values: {None}, {string.Join(", ", Faults.Keys)}.";
        return false;
    }
}
