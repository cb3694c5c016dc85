using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SentinelPerf.Core.Tests.Targets;

/// <summary>A real server that speaks TLS and HTTP/2.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebServer(WebApplication app, string host) => (_app, Address) = (app, new UriBuilder(app.Urls.Single()) { Host = host }.Uri);

    public Uri Address { get; }

    /// <summary>Connections that carried a request.</summary>
    public ConcurrentDictionary<string, int> Connections { get; } = new();

    public static async Task<WebServer> StartAsync(HttpProtocols protocols, X509Certificate2? certificate, RequestDelegate answer, string host = "127.0.0.1")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0, o =>
        {
            o.Protocols = protocols;
            if (certificate is not null) o.UseHttps(certificate);
        }));
        WebServer? server = null;
        var app = builder.Build();
        app.Run(context =>
        {
            server!.Connections.AddOrUpdate(context.Connection.Id, 1, (_, n) => n + 1);
            return answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server = new(app, host);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
