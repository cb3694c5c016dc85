using System.Reflection;

namespace SentinelPerf.Testing.Iterations;

/// <summary>The shapes that a method marked with <see cref="PerfBreakingPointAttribute"/> may have, and how each is called.</summary>
internal static class IterationShape
{
    public const string Valid = "Valid: Task M(HttpClient client, CancellationToken cancel), Task M(HttpClient client), Task M(CancellationToken cancel), Task M(PerfContext context).";

    /// <summary>What is wrong with a method; null: nothing.</summary>
    public static string? Problem(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition) return Wrong(method, "is generic");
        if (!typeof(Task).IsAssignableFrom(method.ReturnType)) return Wrong(method, $"returns {Name(method.ReturnType)}");
        return Parameters(method) switch
        {
            [var a, var b] when a == typeof(HttpClient) && b == typeof(CancellationToken) => null,
            [var a] when a == typeof(HttpClient) || a == typeof(CancellationToken) || a == typeof(PerfContext) => null,
            [] => Wrong(method, "takes nothing, so it cannot know what to call"),
            var other => Wrong(method, $"takes ({string.Join(", ", other.Select(Name))})"),
        };
    }

    /// <summary>The method as one call, without reflection in it.</summary>
    /// <param name="method">A method without a <see cref="Problem"/>.</param>
    /// <param name="instance">The test class; null for a static method.</param>
    public static Func<HttpClient, CancellationToken, Task> Bind(MethodInfo method, object? instance)
    {
        if (Problem(method) is { } problem) throw new ArgumentException(problem, nameof(method));
        switch (Parameters(method))
        {
            case [_, _]:
                return Create<Func<HttpClient, CancellationToken, Task>>();
            case [var only] when only == typeof(HttpClient):
                var ofClient = Create<Func<HttpClient, Task>>();
                return (client, _) => ofClient(client);
            case [var only] when only == typeof(CancellationToken):
                var ofToken = Create<Func<CancellationToken, Task>>();
                return (_, cancel) => ofToken(cancel);
            default:
                var ofContext = Create<Func<PerfContext, Task>>();
                var count = 0L;
                return (client, cancel) => ofContext(new PerfContext(client, Interlocked.Increment(ref count) - 1, cancel));
        }

        T Create<T>() where T : Delegate => method.CreateDelegate<T>(method.IsStatic ? null : instance);
    }

    private static Type[] Parameters(MethodInfo method) => [.. method.GetParameters().Select(p => p.ParameterType)];

    private static string Wrong(MethodInfo method, string what) => $"[PerfBreakingPoint] {method.Name} {what}. {Valid}";

    private static string Name(Type type) => type == typeof(void) ? "void" : type.Name;
}
