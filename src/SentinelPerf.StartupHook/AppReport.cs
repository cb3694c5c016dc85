using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SentinelPerf.StartupHook;

/// <summary>What a started app says of itself, as JSON. A part that cannot be read leaves its reason in <c>errors</c>.</summary>
internal static class AppReport
{
    public static string Of(IServiceProvider services, object server)
    {
        var errors = new List<string>();
        var json = new JsonText();
        using var self = Process.GetCurrentProcess();
        json.Open('{').Name("schema").Number(1).Name("pid").Number(self.Id)
            .Name("runtime").Text(RuntimeInformation.FrameworkDescription)
            .Name("addresses").Open('[');
        foreach (var address in Part("addresses", errors, () => Addresses(server))) json.Text(address);
        json.Close(']').Name("routes").Open('[');
        foreach (var route in Part("routes", errors, () => RouteReader.Read(services))) route.WriteTo(json);
        json.Close(']').Name("openApi").Text(Part("openApi", errors, () => OpenApiReader.Read(services)).FirstOrDefault());
        json.Name("errors").Open('[');
        foreach (var error in errors) json.Text(error);
        return json.Close(']').Close('}').ToString();
    }

    private static IEnumerable<string> Addresses(object server)
    {
        var feature = Reflect.Items(Reflect.Get(server, "Features"))
            .Select(pair => Reflect.Get(pair, "Value"))
            .FirstOrDefault(value => value is not null && Reflect.Is(value, "IServerAddressesFeature"));
        return Reflect.Items(Reflect.Get(feature, "Addresses")).OfType<string>();
    }

    private static List<T> Part<T>(string part, List<string> errors, Func<IEnumerable<T>> read)
    {
        try
        {
            return [.. read()];
        }
#pragma warning disable CA1031 // One unreadable part must not cost the others.
        catch (Exception e)
        {
            var cause = e.GetBaseException();
            errors.Add(part + ": " + cause.GetType().Name + ": " + cause.Message);
            return [];
        }
#pragma warning restore CA1031
    }
}
