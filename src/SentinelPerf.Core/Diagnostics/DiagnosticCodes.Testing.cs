namespace SentinelPerf.Diagnostics;

// Misuse of the package SentinelPerf.Testing: each is one failing test with its code.
public static partial class DiagnosticCodes
{
    /// <summary>A test method that cannot be an iteration.</summary>
    public static DiagnosticDescriptor IterationShape => new("SP2091", "A method with [PerfBreakingPoint] has the wrong shape",
        "Return Task or ValueTask; take HttpClient, CancellationToken or PerfContext, each at most once, and further parameters only with data rows.");

    /// <summary>Data that does not fit the method.</summary>
    public static DiagnosticDescriptor IterationData => new("SP2092", "A data row does not fit its [PerfBreakingPoint] method",
        "Give one value for each parameter that is not HttpClient, CancellationToken or PerfContext, of a type that xUnit can serialize.");

    /// <summary>A test class without a target.</summary>
    public static DiagnosticDescriptor IterationTarget => new("SP2093", "A class with [PerfBreakingPoint] methods has no target to load",
        "Add the fixture: class OrdersPerf : IClassFixture<PerfTarget<Program>>.");

    /// <summary>The project of the app under test is unknown.</summary>
    public static DiagnosticDescriptor AppProjectUnknown => new("SP2094", "The project of the app under test is not found",
        "Reference the app's project from the test project and name a type of the app, or derive from PerfTarget and give the path: base(project: \"…/Shop.Api.csproj\").");
}
