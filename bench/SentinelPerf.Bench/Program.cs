using System.Globalization;
using SentinelPerf.Bench;

// Compares the transports with wrk, hey and (when on PATH) k6 against nginx on loopback:
//   dotnet run -c Release --project bench/SentinelPerf.Bench -- [rounds] [seconds]
// and, as its own child, runs one measurement of a transport:
//   … own raw|handler saturation|RATE URL SECONDS
if (args is ["own", var transport, var load, var url, var length])
{
    await OwnTransport.RunAsync(transport, load, new Uri(url), double.Parse(length, CultureInfo.InvariantCulture));
    return 0;
}
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 2;
return Comparison.Run(rounds, seconds);
