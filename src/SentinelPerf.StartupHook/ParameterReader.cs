using System.Globalization;
using System.Reflection;

namespace SentinelPerf.StartupHook;

/// <summary>
/// Parameters of path and query, from the pattern (names, constraints, defaults) and from the handler (types, query): the handler is the
/// MethodInfo among the metadata of a minimal API, or that of MVC's ControllerActionDescriptor.
/// </summary>
internal static class ParameterReader
{
    private static readonly HashSet<string> Special =
        ["HttpContext", "HttpRequest", "HttpResponse", "ClaimsPrincipal", "CancellationToken", "Stream", "PipeReader", "IFormFile", "IFormFileCollection", "IFormCollection"];

    public static List<ParameterInfoRow> Read(object pattern, Dictionary<string, string> required, List<object> metadata, out bool readsBody)
    {
        var inPath = Reflect.Items(Reflect.Get(pattern, "Parameters"))
            .Where(p => Reflect.Get(p, "Name") is string name && !required.ContainsKey(name)).ToList();
        var names = new HashSet<string>(inPath.Select(p => (string)Reflect.Get(p, "Name")!), StringComparer.OrdinalIgnoreCase);
        var bound = new List<Binding>();
        var action = metadata.FirstOrDefault(m => Reflect.Is(m, "ControllerActionDescriptor"));
        if (action is not null)
            bound.AddRange(Reflect.Items(Reflect.Get(action, "Parameters")).Select(p => OfAction(p, names)));
        else if (metadata.OfType<MethodInfo>().FirstOrDefault() is { } handler)
            bound.AddRange(handler.GetParameters().SelectMany(p => OfHandler(p, names)));

        readsBody = bound.Any(b => b.Source is "body");
        var rows = inPath.Select(p => PathRow(p, bound)).ToList();
        rows.AddRange(bound.Where(b => b.Source is "query").Select(b => new ParameterInfoRow(b.Name, "query", NameOf(b.Type), [], b.Optional, b.Default)));
        return rows;
    }

    private static ParameterInfoRow PathRow(object parameter, List<Binding> bound)
    {
        var name = (string)Reflect.Get(parameter, "Name")!;
        var match = bound.FirstOrDefault(b => b.Source is "path" && string.Equals(b.Name, name, StringComparison.OrdinalIgnoreCase));
        var constraints = Reflect.Items(Reflect.Get(parameter, "ParameterPolicies")).Select(p => Reflect.Get(p, "Content") as string).OfType<string>().ToList();
        var fallback = Plain(Reflect.Get(parameter, "Default")) ?? match?.Default;
        var optional = Reflect.Get(parameter, "IsOptional") is true || Reflect.Get(parameter, "IsCatchAll") is true || Reflect.Get(parameter, "Default") is not null;
        return new ParameterInfoRow(name, "path", match is null ? null : NameOf(match.Type), constraints, optional, fallback);
    }

    private static Binding OfAction(object parameter, HashSet<string> path)
    {
        var info = Reflect.Get(parameter, "ParameterInfo") as ParameterInfo;
        var type = Reflect.Get(parameter, "ParameterType") as Type ?? typeof(object);
        var binding = Reflect.Get(parameter, "BindingInfo");
        var name = Reflect.Get(binding, "BinderModelName") as string ?? (string)Reflect.Get(parameter, "Name")!;
        var source = (Reflect.Get(Reflect.Get(binding, "BindingSource"), "Id") as string) switch
        {
            "Path" => "path",
            "Query" => "query",
            "Body" or "Form" or "FormFile" => "body",
            null or "ModelBinding" => path.Contains(name) ? "path" : IsSimple(type) ? "query" : "other",
            _ => "other",
        };
        // A query object (one parameter, many keys) is not spelled out: its keys all are optional.
        if (source is "query" && !IsSimple(type)) source = "other";
        return new Binding(name, source, type, info is null || MayBeLeftOut(info), info is { HasDefaultValue: true } ? Plain(info.DefaultValue) : null);
    }

    private static IEnumerable<Binding> OfHandler(ParameterInfo parameter, HashSet<string> path)
    {
        var attributes = parameter.GetCustomAttributes(inherit: true);
        if (!attributes.Any(a => a.GetType().Name == "AsParametersAttribute")) return [Bind(parameter.Name ?? "", parameter.ParameterType, attributes, parameter, path)];
        var properties = parameter.ParameterType.GetProperties(BindingFlags.Instance | BindingFlags.Public);
        var made = parameter.ParameterType.GetConstructors().SelectMany(c => c.GetParameters()).ToList();
        return properties.Select(p => Bind(p.Name, p.PropertyType, p.GetCustomAttributes(inherit: true),
            made.FirstOrDefault(m => string.Equals(m.Name, p.Name, StringComparison.OrdinalIgnoreCase)), path));
    }

    private static Binding Bind(string name, Type type, object[] attributes, ParameterInfo? info, HashSet<string> path)
    {
        var from = attributes.FirstOrDefault(a => a.GetType().GetInterfaces().Any(i => i.Name.StartsWith("IFrom", StringComparison.Ordinal)) || a.GetType().Name == "FromKeyedServicesAttribute");
        if (Reflect.Get(from, "Name") is string { Length: > 0 } renamed) name = renamed;
        var source = from?.GetType().Name switch
        {
            "FromRouteAttribute" => "path",
            "FromQueryAttribute" => "query",
            "FromBodyAttribute" or "FromFormAttribute" => "body",
            null => path.Contains(name) ? "path" : Special.Contains(type.Name) ? "other" : IsSimple(type) ? "query" : "other",
            _ => "other",
        };
        var hasDefault = info is { HasDefaultValue: true };
        return new Binding(name, source, type, info is null ? IsNullable(type) : MayBeLeftOut(info), hasDefault ? Plain(info!.DefaultValue) : null);
    }

    private static bool MayBeLeftOut(ParameterInfo info) => info.HasDefaultValue || IsNullable(info.ParameterType) || info.ParameterType.IsArray || AllowsNull(info);

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    /// <summary>`string?`: the compiler says it in NullableAttribute, or for the whole method or type in NullableContextAttribute; 2 is 'may be null'.</summary>
    private static bool AllowsNull(ParameterInfo info)
    {
        if (info.ParameterType.IsValueType) return false;
        var own = Flag(info.GetCustomAttributes(false), "NullableAttribute");
        if (own is not null) return own == 2;
        for (MemberInfo? scope = info.Member; scope is not null; scope = scope.DeclaringType)
            if (Flag(scope.GetCustomAttributes(false), "NullableContextAttribute") is { } context)
                return context == 2;
        return false;
    }

    private static byte? Flag(object[] attributes, string name)
    {
        var found = attributes.FirstOrDefault(a => a.GetType().Name == name);
        if (found is null) return null;
        return found.GetType().GetField("Flag")?.GetValue(found) as byte?
            ?? (found.GetType().GetField("NullableFlags")?.GetValue(found) as byte[])?.FirstOrDefault();
    }

    /// <summary>What binds from one string: string, primitives, enums, and whatever has a static TryParse; and arrays of these.</summary>
    private static bool IsSimple(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsArray) return plain.GetElementType() is { } element && !element.IsArray && IsSimple(element) && element != typeof(byte);
        return plain == typeof(string) || plain.IsPrimitive || plain.IsEnum || plain == typeof(decimal) || plain.Name is "StringValues" || plain == typeof(Uri)
            || plain.GetMethods(BindingFlags.Public | BindingFlags.Static).Any(m => m.Name is "TryParse" && m.GetParameters() is { Length: >= 2 } p && p[0].ParameterType == typeof(string));
    }

    private static string? NameOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type).FullName;

    private static string? Plain(object? value) => value switch
    {
        null or DBNull => null,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        string text => text,
        _ => null,
    };

    private sealed record Binding(string Name, string Source, Type Type, bool Optional, string? Default);
}
