using System.Text.Json;

// Stands in for the tool: obeys `--fake=MODE`, the way a run ends, and keeps the contract with the MSBuild task
// (canonical lines, summary.json in the output folder, its path in the receipt, the exit code).
string? Option(string name) => args.LastOrDefault(a => a.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

if (args is ["echo", ..])
{
    foreach (var argument in args[1..]) Console.WriteLine(JsonSerializer.Serialize(argument));
    return 0;
}

if (args is ["stubborn"])
{
    Console.WriteLine("stubborn");
    await Task.Delay(Timeout.Infinite);
}

if (args is ["leave-a-child", var program, .. var rest])
{
    using var child = System.Diagnostics.Process.Start(program, rest);
    Console.WriteLine(child.Id);
    return 7;
}

var origin = Option("origin") ?? "sentinelperf";
var folder = Directory.CreateDirectory(Option("output") ?? throw new InvalidOperationException("the tests set SentinelPerfOutput")).FullName;
File.WriteAllText(Path.Combine(folder, "received.json"), JsonSerializer.Serialize(new
{
    args,
    processId = Environment.ProcessId,
    leaked = new[] { "MSBuildSDKsPath", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath" }.Where(n => Environment.GetEnvironmentVariable(n) is not null),
}));
Console.WriteLine("search 120 req/s: error rate: 2 %");

switch (Option("fake"))
{
    case "pass":
        return End("pass", 0);
    case "fail":
        Console.WriteLine($"{origin}: error SP8001: breaking point 212 req/s [198, 225] is below the gate of {Option("min-rate")} req/s");
        return End("fail", 1);
    case "inconclusive-warning":
        Console.WriteLine($"{origin}: warning SP8002: the measurement cannot tell");
        return End("inconclusive", 3);
    case "inconclusive-error":
        Console.WriteLine($"{origin}: error SP8002: the measurement cannot tell");
        return End("inconclusive", 3);
    case "pass-without-summary":
        return 0;
    case "pass-with-old-summary":
        End("pass", 0);
        File.SetLastWriteTimeUtc(Path.Combine(folder, "summary.json"), DateTime.UnixEpoch);
        return 0;
    case "pass-but-summary-fails":
        End("fail", 1);
        return 0;
    case "crash":
        Environment.FailFast("the fake crashes");
        return 0;
    case "wait":
        Console.WriteLine("fake: waiting for the end of the input");
        Console.In.ReadToEnd();
        return End("error", 130);
    default:
        Console.WriteLine($"{origin}: error SP2001: unknown --fake; received {string.Join(' ', args)}");
        return 2;
}

int End(string verdict, int exitCode)
{
    File.WriteAllText(Path.Combine(folder, "report.md"), "# fake");
    var summary = Path.Combine(folder, "summary.json");
    File.WriteAllText(summary, JsonSerializer.Serialize(new { schemaVersion = "1.0", verdict, exitCode, artifacts = new { markdown = "report.md", plots = new[] { "missing.svg" } } }));
    if (Environment.GetEnvironmentVariable("SENTINELPERF_RECEIPT") is { Length: > 0 } receipt) File.WriteAllText(receipt, summary);
    return exitCode;
}
