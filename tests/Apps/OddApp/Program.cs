// Apps that misbehave, one per first argument.
using System.Diagnostics;

switch (args.FirstOrDefault())
{
    case "exit":
        Console.Error.WriteLine("Connection string 'Shop' is not configured, secret was hunter2secret");
        return 3;
    case "never-listens":
        Console.WriteLine("Still thinking");
        await Task.Delay(Timeout.Infinite);
        return 0;
    case "flood":
        for (var i = 0; i < 200_000; i++) Console.WriteLine($"line {i} {new string('x', 100)}");
        break;
    case "child":
        // What an app starts itself must not be held suspended by the diagnostic port.
        var built = WebApplication.CreateSlimBuilder([]).Build();
        built.MapGet("/child", async () =>
        {
            using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exit"]) { RedirectStandardError = true })!;
            await child.WaitForExitAsync();
            return child.ExitCode;
        });
        built.Run();
        return 0;
}

var app = WebApplication.CreateSlimBuilder([]).Build();
app.MapGet("/", () => "odd");
app.MapGet("/broken", () => Results.StatusCode(503));
// Ignores what it is told: the address in code wins.
app.Run(args.Length > 1 ? args[1] : null);
return 0;
