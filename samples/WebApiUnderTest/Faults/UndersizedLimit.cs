using System.Threading.RateLimiting;
using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary>
/// <c>queue-overflow</c>: somebody protected the warehouse with a limit of 4 requests at once and a queue of 8, and never sized them.
/// With queries of 20 ms that is 200 per second; the rest gets 503.
/// </summary>
public static class UndersizedLimit
{
    /// <summary>Adds the limit and the warehouse behind it.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IWarehouse>(_ => new RemoteWarehouse(TimeSpan.FromMilliseconds(20)));
        services.AddSingleton(new WarehouseLimit(StatusCodes.Status503ServiceUnavailable, () => new ConcurrencyLimiter(new()
        {
            PermitLimit = 4,
            QueueLimit = 8,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        })));
    }
}
