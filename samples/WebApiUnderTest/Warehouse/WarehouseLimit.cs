using System.Threading.RateLimiting;

namespace WebApiUnderTest.Warehouse;

/// <summary>What limits the routes that ask the warehouse. The healthy app has none.</summary>
/// <param name="RejectWith">Status of a refused request.</param>
/// <param name="Create">Makes the limiter; null: no limit.</param>
public sealed record WarehouseLimit(int RejectWith, Func<RateLimiter>? Create)
{
    /// <summary>Name of the rate-limiting policy on these routes.</summary>
    public const string Policy = "warehouse";

    /// <summary>No limit.</summary>
    public static WarehouseLimit None { get; } = new(StatusCodes.Status503ServiceUnavailable, null);

    /// <summary>Adds the policy, which asks for the registered limit.</summary>
    public static void AddPolicy(IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.AddPolicy(Policy, context => Of(context).Create is { } create
            ? RateLimitPartition.Get(Policy, _ => create())
            : RateLimitPartition.GetNoLimiter(Policy));
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.StatusCode = Of(rejected.HttpContext).RejectWith;
            return ValueTask.CompletedTask;
        };
    });

    private static WarehouseLimit Of(HttpContext context) => context.RequestServices.GetRequiredService<WarehouseLimit>();
}
