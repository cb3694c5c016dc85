using System.Globalization;
using System.Net;
using SentinelPerf.GroundTruth;

// Must stand before the first socket: requests are read on the socket engine's own thread, so the thread pool cannot distort the timing.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", ServerChoice.IsCpu(args) ? "0" : "1");

ServerChoice choice;
try
{
    choice = ServerChoice.Parse(args);
}
catch (FormatException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 2;
}

if (choice.CpuCost is { } cost) return await CpuApp.RunAsync(choice, cost);

using var timeline = new Timeline();
using var front = new HttpFront(new IPEndPoint(IPAddress.Loopback, choice.Port), choice.Create(timeline));
await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{front.Port}"));
await choice.UntilToldToEndAsync();
return 0;
