// The old shape: a generic host, a Startup class, MVC controllers by attributes and by convention.
using Microsoft.AspNetCore.Mvc;

Host.CreateDefaultBuilder(args).ConfigureWebHostDefaults(web => web.UseStartup<Startup>()).Build().Run();

internal sealed class Startup
{
    public void ConfigureServices(IServiceCollection services) => services.AddControllers();

    public void Configure(IApplicationBuilder app) => app.UseRouting().UseEndpoints(e =>
    {
        e.MapControllers();
        e.MapControllerRoute("default", "{controller=Home}/{action=Index}/{id?}");
    });
}

[ApiController, Route("api/[controller]")]
public sealed class ThingsController : ControllerBase
{
    [HttpGet("{id:guid}")]
    public Guid Read(Guid id, int take = 5) => take > 0 ? id : Guid.Empty;

    [HttpPut("{id}")]
    public void Write(int id, [FromBody] string text) => _ = (id, text);
}

public sealed class HomeController : Controller
{
    public string Index(string? id) => id ?? "home";
}
