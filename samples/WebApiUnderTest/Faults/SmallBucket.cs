using System.Threading.RateLimiting;
using WebApiUnderTest.Warehouse;

namespace WebApiUnderTest.Faults;

/// <summary><c>rate-limited</c>: a rate limit of 200 requests per second that was copied from a tutorial and is the same for all customers together; the rest gets 429.</summary>
public static class SmallBucket
{
    /// <summary>Adds the limit.</summary>
    public static void Add(IServiceCollection services) =>
        services.AddSingleton(new WarehouseLimit(StatusCodes.Status429TooManyRequests, () => new TokenBucketRateLimiter(new()
        {
            TokenLimit = 20,
            TokensPerPeriod = 10,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(50),
            QueueLimit = 0,
            AutoReplenishment = true,
        })));
}
