using System.Reflection;

namespace SentinelPerf.StartupHook;

/// <summary>Waits until a generic host is built, then until it has started, then has the report written.</summary>
internal static class HostWatch
{
    public static void Begin(ReportFile file)
    {
        // DiagnosticListener is part of every .NET runtime, but not of netstandard2.0.
        var listener = Type.GetType("System.Diagnostics.DiagnosticListener, System.Diagnostics.DiagnosticSource", throwOnError: true)!;
        var all = listener.GetProperty("AllListeners", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        var observer = Activator.CreateInstance(typeof(ListenerObserver<>).MakeGenericType(listener), file)!;
        typeof(IObservable<>).MakeGenericType(listener).GetMethod("Subscribe")!.Invoke(all, [observer]);
    }

    private static void OnBuilt(object host, ReportFile file)
    {
        if (Reflect.Get(host, "Services") is not IServiceProvider services) return;
        if (Reflect.Service(services, "Microsoft.AspNetCore.Hosting.Server.IServer", "Microsoft.AspNetCore.Hosting.Server.Abstractions") is not { } server) return;

        // From here on this process is known to be the app: what it starts itself is not ours to suspend or to watch. Not earlier:
        // with `dotnet run` the first runtime that loads the hook is the SDK's, and the app is its child.
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        Environment.SetEnvironmentVariable("DOTNET_DiagnosticPorts", null);

        var lifetime = Reflect.Service(services, "Microsoft.Extensions.Hosting.IHostApplicationLifetime", "Microsoft.Extensions.Hosting.Abstractions");
        if (Reflect.Get(lifetime, "ApplicationStarted") is not CancellationToken started)
            throw new InvalidOperationException("The host has no IHostApplicationLifetime.");
        // On a thread of its own: the app must not wait for its OpenAPI document.
        started.Register(() => new Thread(() => Guarded(file, () => file.Write(AppReport.Of(services, server)))) { IsBackground = true, Name = "SentinelPerf.StartupHook" }.Start());
    }

    private static void Guarded(ReportFile file, Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Whatever goes wrong here, the app under test must run as if the hook were not there.
        catch (Exception e)
        {
            file.WriteFailure(e);
        }
#pragma warning restore CA1031
    }

    private sealed class ListenerObserver<TListener>(ReportFile file) : IObserver<TListener>
    {
        public void OnNext(TListener value) => Guarded(file, () =>
        {
            if (Reflect.Get(value, "Name") is "Microsoft.Extensions.Hosting" && value is IObservable<KeyValuePair<string, object?>> events)
                events.Subscribe(new EventObserver(file));
        });

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }

    private sealed class EventObserver(ReportFile file) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == "HostBuilt" && value.Value is { } host) Guarded(file, () => OnBuilt(host, file));
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
