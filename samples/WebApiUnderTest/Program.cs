using WebApiUnderTest.Catalogue;
using WebApiUnderTest.Faults;
using WebApiUnderTest.Orders;
using WebApiUnderTest.Search;
using WebApiUnderTest.Warehouse;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOpenApi();
builder.Services.AddControllers();
builder.Services.AddProblemDetails();
builder.Services.AddHealthChecks();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ItemCatalogue>();
builder.Services.AddSingleton<OrderBook>();
builder.Services.AddSingleton<IProductSearch, IndexedSearch>();
builder.Services.AddSingleton<IWarehouse, MemoryWarehouse>();
builder.Services.AddSingleton(WarehouseLimit.None);
WarehouseLimit.AddPolicy(builder.Services);
if (!FaultSwitch.TryAdd(builder.Services, builder.Configuration["Fault"], out var refusal))
{
    await Console.Error.WriteLineAsync(refusal);
    return 1;
}

var app = builder.Build();
app.UseExceptionHandler();
app.UseRateLimiter();
if (app.Environment.IsDevelopment()) app.MapOpenApi();
app.MapHealthChecks("/health");
app.MapItems();
app.MapSearch();
app.MapControllers();
await app.RunAsync();
return 0;
