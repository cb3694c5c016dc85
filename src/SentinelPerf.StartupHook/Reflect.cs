using System.Reflection;

namespace SentinelPerf.StartupHook;

/// <summary>The app's own types, reached by name: the hook references none of them.</summary>
internal static class Reflect
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>Value of a property of the object or of an interface it implements; null when it has none.</summary>
    public static object? Get(object? owner, string property)
    {
        if (owner is null) return null;
        for (var type = owner.GetType(); type is not null; type = type.BaseType)
            if (type.GetProperty(property, Instance) is { } own && own.GetIndexParameters().Length == 0)
                return own.GetValue(owner);
        foreach (var face in owner.GetType().GetInterfaces())
            if (face.GetProperty(property) is { } declared)
                return declared.GetValue(owner);
        return null;
    }

    public static IEnumerable<object> Items(object? sequence)
    {
        if (sequence is not System.Collections.IEnumerable items || sequence is string) yield break;
        foreach (var item in items)
            if (item is not null)
                yield return item;
    }

    /// <summary>Whether the object is, derives from or implements the type of this name (without its namespace).</summary>
    public static bool Is(object owner, string name) => Is(owner.GetType(), name);

    public static bool Is(Type type, string name)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (t.Name == name)
                return true;
        return type.GetInterfaces().Any(i => i.Name == name);
    }

    /// <summary>A service by its type's name and assembly; null when the app has neither.</summary>
    public static object? Service(IServiceProvider services, string type, string assembly) =>
        Type.GetType(type + ", " + assembly, throwOnError: false) is { } found ? services.GetService(found) : null;
}
