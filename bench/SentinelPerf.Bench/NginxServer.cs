using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SentinelPerf.Bench;

/// <summary>nginx with one worker and a 37-byte response, on a free loopback port, in the foreground and gone with its owner.</summary>
internal sealed class NginxServer : IDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private NginxServer(Process process, string folder, Uri url) => (_process, _folder, Url) = (process, folder, url);

    public Uri Url { get; }

    public static NginxServer Start()
    {
        var port = FreePort();
        var folder = Directory.CreateTempSubdirectory("sentinelperf-bench-").FullName;
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off; master_process off; pid {{folder}}/pid; error_log stderr crit;
            events { worker_connections 20000; }
            http {
              access_log off; keepalive_requests 1000000000; keepalive_timeout 1h;
              client_body_temp_path {{folder}}/a; proxy_temp_path {{folder}}/b; fastcgi_temp_path {{folder}}/c; uwsgi_temp_path {{folder}}/d; scgi_temp_path {{folder}}/e;
              server { listen 127.0.0.1:{{port}} backlog=4096; default_type application/json; location / { return 200 '{"id":42,"name":"thirty seven bytes"}'; } }
            }
            """));
        var process = Process.Start(new ProcessStartInfo("nginx", ["-c", file, "-p", folder]))!;
        var server = new NginxServer(process, folder, new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/")));
        server.WaitUntilItAnswers();
        return server;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WaitUntilItAnswers()
    {
        for (var attempt = 0; attempt < 200 && !_process.HasExited; attempt++)
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", Url.Port);
                return;
            }
            catch (SocketException)
            {
                _process.WaitForExit(20);
            }
        }
        throw new InvalidOperationException("nginx did not start; is it installed?");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
