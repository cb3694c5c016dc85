using System.Linq.Expressions;
using System.Reflection;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Testing.Iterations;

/// <summary>What a method marked with <see cref="PerfBreakingPointAttribute"/> may look like, and how it is called.</summary>
internal static class IterationShape
{
    public const string Valid =
        "Valid: Task or ValueTask M(…) that takes HttpClient, CancellationToken or PerfContext, each at most once and in any order, such as M(HttpClient client, CancellationToken cancel); "
        + "further parameters take the values of data rows ([InlineData], [MemberData], [ClassData]).";

    private static readonly Type[] s_given = [typeof(HttpClient), typeof(CancellationToken), typeof(PerfContext)];

    /// <summary>What is wrong with a method; null: nothing.</summary>
    /// <param name="method">The method.</param>
    /// <param name="hasData">Whether data rows give values for further parameters.</param>
    public static Problem? Problem(MethodInfo method, bool hasData)
    {
        var all = method.GetParameters().Select(p => p.ParameterType).ToList();
        var given = all.Where(s_given.Contains).ToList();
        var wrong = method switch
        {
            { IsGenericMethodDefinition: true } => "is generic",
            _ when !IsAwaitable(method.ReturnType) => $"returns {(method.ReturnType == typeof(void) ? "void" : method.ReturnType.Name)}",
            _ when all.Find(t => t.IsByRef) is { } reference => $"takes a parameter by reference ({reference.Name})",
            _ when given.Count == 0 => "takes none of HttpClient, CancellationToken and PerfContext, so it cannot know what to call",
            _ when given.GroupBy(t => t).FirstOrDefault(g => g.Count() > 1) is { } twice => $"takes {twice.Key.Name} twice",
            _ when !hasData && given.Count < all.Count => $"takes {string.Join(", ", all.Except(given).Select(t => t.Name))}, but has no data rows",
            _ when hasData && given.Count == all.Count => "has data rows, but no parameter that takes their values",
            _ => null,
        };
        return wrong is null ? null : Diagnostics.Problem.Error(DiagnosticCodes.IterationShape, $"[PerfBreakingPoint] {method.Name} {wrong}. {Valid}");
    }

    /// <summary>The parameters that data rows fill.</summary>
    public static ParameterInfo[] DataParameters(MethodInfo method) => [.. method.GetParameters().Where(p => !s_given.Contains(p.ParameterType))];

    /// <summary>What is wrong with a data row; null: nothing.</summary>
    public static Problem? Problem(MethodInfo method, IReadOnlyList<object?> row)
    {
        var parameters = DataParameters(method);
        var wrong = row.Count != parameters.Length
            ? $"has {row.Count} values"
            : parameters.Zip(row).Where(p => TryConvert(p.Second, p.First) is null).Select(p => $"has {p.Second ?? "null"} ({p.Second?.GetType().Name ?? "no type"}) for '{p.First.Name}'").FirstOrDefault();
        if (wrong is null) return null;
        var expected = string.Join(", ", parameters.Select(p => $"{p.ParameterType.Name} {p.Name}"));
        return Diagnostics.Problem.Error(DiagnosticCodes.IterationData, $"[PerfBreakingPoint] {method.Name}: a data row {wrong}. Valid: one value for each of ({expected}).");
    }

    /// <summary>The method as one call, without reflection in it.</summary>
    /// <param name="method">A method without a <see cref="Problem(MethodInfo, bool)"/>.</param>
    /// <param name="instance">The test class; null for a static method.</param>
    /// <param name="row">Values of the data parameters, in their order.</param>
    /// <param name="seed">Seeds what a <see cref="PerfContext"/> draws.</param>
    public static Func<HttpClient, CancellationToken, Task> Bind(MethodInfo method, object? instance, IReadOnlyList<object?> row, ulong seed)
    {
        if (method.GetParameters().All(p => p.ParameterType != typeof(PerfContext)))
        {
            var (client, cancel) = (Expression.Parameter(typeof(HttpClient)), Expression.Parameter(typeof(CancellationToken)));
            return Expression.Lambda<Func<HttpClient, CancellationToken, Task>>(Call(method, instance, row, [client, cancel]), client, cancel).Compile();
        }
        var context = Expression.Parameter(typeof(PerfContext));
        var call = Call(method, instance, row, [context, Expression.Property(context, nameof(PerfContext.Client)), Expression.Property(context, nameof(PerfContext.Cancel))]);
        return new VirtualUsers(seed).Bind(Expression.Lambda<Func<PerfContext, Task>>(call, context).Compile());
    }

    private static Expression Call(MethodInfo method, object? instance, IReadOnlyList<object?> row, Expression[] given)
    {
        var next = 0;
        var arguments = method.GetParameters().Select(p => Array.Find(given, g => g.Type == p.ParameterType) ?? TryConvert(row[next++], p)!);
        Expression call = Expression.Call(method.IsStatic ? null : Expression.Constant(instance), method, arguments);
        return typeof(Task).IsAssignableFrom(call.Type) ? call : Expression.Call(call, nameof(ValueTask.AsTask), null);
    }

    private static bool IsAwaitable(Type type) =>
        typeof(Task).IsAssignableFrom(type) || type == typeof(ValueTask) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    /// <summary>A value as a parameter takes it, numbers widened as C# does; null when it does not fit.</summary>
    private static Expression? TryConvert(object? value, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (value is null) return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? null : Expression.Constant(null, type);
        try
        {
            return Expression.Convert(Expression.Constant(value), type);
        }
        catch (InvalidOperationException)
        {
            return null; // no such conversion
        }
    }
}
