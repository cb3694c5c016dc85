using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Net.Sockets;

namespace SentinelPerf.Targets;

/// <summary>
/// The far end of DOTNET_DiagnosticPorts=…,suspend: every runtime that starts with that variable connects here and waits to be resumed.
/// The library's DiagnosticsClientConnector takes one runtime only; `dotnet run` alone starts several. The protocol needed is small:
/// a runtime advertises itself with 34 bytes ("ADVR_V1\0", 16 bytes of cookie, 8 of process id, 2 reserved) and takes one command.
/// </summary>
internal sealed class DiagnosticPort : IAsyncDisposable
{
    private const int AdvertiseLength = 34;
    private static readonly byte[] ResumeRuntime = [.. "DOTNET_IPC_V1\0"u8, 20, 0, 0x04, 0x01, 0, 0];

    private readonly Func<int, CancellationToken, Task> onSuspended;
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<Guid, int> resumed = new();
    private readonly ConcurrentDictionary<Task, byte> conversations = new();
    private readonly TaskCompletionSource failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Socket? listener;
    private readonly string? pipe;
    private readonly Task accepting;

    private DiagnosticPort(string folder, Func<int, CancellationToken, Task> onSuspended)
    {
        this.onSuspended = onSuspended;
        if (OperatingSystem.IsWindows())
        {
            pipe = "sentinelperf-" + Guid.NewGuid().ToString("N");
            Address = pipe;
        }
        else
        {
            Address = Path.Combine(folder, "diagnostics.sock");
            listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(Address));
            listener.Listen(16);
        }
        accepting = AcceptAsync();
    }

    /// <summary>Value of DOTNET_DiagnosticPorts, without its options.</summary>
    public string Address { get; }

    /// <summary>Process ids of every runtime seen so far.</summary>
    public IEnumerable<int> Runtimes => resumed.Values;

    /// <summary>Faults when a runtime could not be prepared or resumed; never completes otherwise.</summary>
    public Task Failed => failed.Task;

    /// <summary>Listens.</summary>
    /// <param name="folder">Private folder for the socket; its path has to be short (108 bytes with the name on Linux, 104 on macOS).</param>
    /// <param name="onSuspended">Called with the process id of each runtime, once, while it is suspended.</param>
    public static DiagnosticPort Open(string folder, Func<int, CancellationToken, Task> onSuspended) => new(folder, onSuspended);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener?.Dispose();
        await accepting;
        await Task.WhenAll(conversations.Keys);
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!closing.IsCancellationRequested)
            {
                var stream = await NextAsync();
                var conversation = ConverseAsync(stream);
                conversations.TryAdd(conversation, 0);
                _ = conversation.ContinueWith(c => conversations.TryRemove(c, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (Exception e) when (closing.IsCancellationRequested && e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed on purpose.
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            failed.TrySetException(e);
        }
    }

    private async Task<Stream> NextAsync()
    {
        if (listener is not null) return new NetworkStream(await listener.AcceptAsync(closing.Token), ownsSocket: true);
        var server = new NamedPipeServerStream(pipe!, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        await server.WaitForConnectionAsync(closing.Token);
        return server;
    }

    private async Task ConverseAsync(Stream stream)
    {
        await using var _ = stream;
        var advertise = new byte[AdvertiseLength];
        try
        {
            await stream.ReadExactlyAsync(advertise, closing.Token);
            if (!advertise.AsSpan(0, 7).SequenceEqual("ADVR_V1"u8)) return;
            var pid = (int)BinaryPrimitives.ReadUInt64LittleEndian(advertise.AsSpan(24));
            if (resumed.TryAdd(new Guid(advertise.AsSpan(8, 16)), pid))
            {
                await onSuspended(pid, closing.Token);
                await stream.WriteAsync(ResumeRuntime, closing.Token);
            }
            // The reply, or after reconnecting nothing: an open connection keeps the runtime from trying to connect for the rest of its life.
            while (await stream.ReadAsync(advertise, closing.Token) > 0) { }
        }
        catch (Exception e) when (e is IOException or SocketException or EndOfStreamException || (e is OperationCanceledException && closing.IsCancellationRequested))
        {
            // The runtime ended, or we do: its exit is followed elsewhere.
        }
#pragma warning disable CA1031 // What the caller's preparation threw is the caller's to see: it comes out of Failed.
        catch (Exception e)
        {
            failed.TrySetException(e);
        }
#pragma warning restore CA1031
    }
}
