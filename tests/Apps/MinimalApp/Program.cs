// The usual minimal API, with a route for each way of binding. `--slim` takes the slim builder, which has no regex constraints and no static assets.
using Microsoft.AspNetCore.Mvc;

var slim = args.Contains("--slim");
var builder = slim ? WebApplication.CreateSlimBuilder(args) : WebApplication.CreateBuilder(args);
if (!slim) builder.Services.AddOpenApi();
var app = builder.Build();
app.MapGet("/items/{id:int:min(1)}", (int id, string? filter, [FromQuery(Name = "p")] int page = 3) => $"{id} {filter} {page}");
app.MapGet("/search", (string text, CancellationToken cancel) => text);
app.MapPost("/orders", (Order order) => order.Id);
app.MapGet("/environment", () => app.Environment.EnvironmentName);
app.MapGet("/variable/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? "unset");
app.MapGet("/crash", () => { Environment.Exit(42); });
if (!slim) app.MapStaticAssets();
app.Run();

internal sealed record Order(int Id);
