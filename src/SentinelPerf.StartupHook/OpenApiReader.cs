using System.Globalization;
using System.Reflection;

namespace SentinelPerf.StartupHook;

/// <summary>
/// The app's own OpenAPI document when it calls AddOpenApi (or Swashbuckle's AddSwaggerGen), mapped or not: both register the
/// service that the build-time generator asks, an internal interface of this name in each of their assemblies.
/// </summary>
internal static class OpenApiReader
{
    private const string Provider = "Microsoft.Extensions.ApiDescriptions.IDocumentProvider";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static IEnumerable<string> Read(IServiceProvider services)
    {
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (assembly.IsDynamic || assembly.GetType(Provider, throwOnError: false) is not { } face) continue;
            if (services.GetService(face) is not { } provider) continue;
            var names = Reflect.Items(Call(face, provider, "GetDocumentNames", [])).OfType<string>().ToList();
            if (names.Count == 0) continue;
            return [Generate(face, provider, names[0])];
        }
        return [];
    }

    private static string Generate(Type face, object provider, string document)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        if (Call(face, provider, "GenerateAsync", [document, writer]) is not Task task)
            throw new InvalidOperationException("IDocumentProvider.GenerateAsync(string, TextWriter) is not there.");
        if (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Limit)) throw new TimeoutException("The document was not made within 10 s.");
        task.GetAwaiter().GetResult();
        return writer.ToString();
    }

    private static object? Call(Type face, object provider, string method, object[] arguments)
    {
        var found = face.GetMethod(method, BindingFlags.Instance | BindingFlags.Public, null, [.. arguments.Select(a => a is TextWriter ? typeof(TextWriter) : a.GetType())], null);
        return found?.Invoke(provider, arguments);
    }
}
