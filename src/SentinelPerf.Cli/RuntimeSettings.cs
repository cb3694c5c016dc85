using System.Net;
using System.Net.Sockets;

namespace SentinelPerf.Cli;

/// <summary>Runtime settings of the generator that cannot stand in runtimeconfig.json.</summary>
internal static class RuntimeSettings
{
    /// <summary>Read once by the runtime, when the first socket waits: completions then run on the thread that polls, which saves a hop per request.</summary>
    internal const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>
    /// Switches inline completions on for this process alone. The variable is taken away again once the runtime has read it: a target that
    /// inherited it would not behave as it does in production.
    /// </summary>
    public static async Task ApplyAsync()
    {
        var before = Environment.GetEnvironmentVariable(InlineCompletions);
        Environment.SetEnvironmentVariable(InlineCompletions, "1");
        try
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            using var stop = new CancellationTokenSource();
            // A socket that waits is what makes the runtime start its engine, and so read the variable.
            var waiting = listener.AcceptAsync(stop.Token);
            await stop.CancelAsync();
            using var never = await waiting;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Expected: nobody connects. Without a loopback address the run itself will say so.
        }
        finally
        {
            Environment.SetEnvironmentVariable(InlineCompletions, before);
        }
    }
}
