using System.Globalization;
using SentinelPerf.Bench;

// Compares the transports with wrk, hey and (when on PATH) k6 against nginx on loopback:
//   dotnet run -c Release --project bench/SentinelPerf.Bench -- [rounds] [seconds]
// measures the measurer:
//   … truth     recorded times beside those that a server with known delays and freezes wrote down
//   … memory    with 20,000 requests in flight
// and, as its own child, runs one measurement of a transport:
//   … own raw|handler saturation|RATE URL SECONDS
if (args is ["own", var transport, var load, var url, var length])
{
    await OwnTransport.RunAsync(transport, load, new Uri(url), double.Parse(length, CultureInfo.InvariantCulture));
    return 0;
}
switch (args)
{
    case ["serve", var what]:
        await DelayServer.ServeAsync(hold: what == "hold");
        return 0;
    case ["truth"]:
        await Truth.CompareAsync(rate: 500, seconds: 10);
        return 0;
    case ["memory", ..]:
        await Truth.HoldAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000);
        return 0;
}
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 2;
return Comparison.Run(rounds, seconds);
