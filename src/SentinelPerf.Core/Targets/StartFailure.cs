using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>Says why a target did not start: one error, with the app's own last lines.</summary>
internal static partial class StartFailure
{
    private const int ShownLines = 10;
    private const int ShownCharacters = 240;
    private const int FrameworkMissing = 150;

    /// <summary>The process ended before it answered.</summary>
    public static SentinelException Ended(LaunchPlan plan, TargetOptions options, int exitCode, ImmutableArray<string> lines)
    {
        var text = string.Join('\n', lines);
        if (PortTaken().IsMatch(text)) return PortTaken(plan, lines);
        if (exitCode == FrameworkMissing || text.Contains("You must install or update .NET", StringComparison.Ordinal)) return RuntimeMissing(plan, lines);
        return Of(DiagnosticCodes.TargetExitedEarly, string.Create(CultureInfo.InvariantCulture,
            $"'{plan.Name}' ended with exit code {exitCode} before it answered.{Environment(options)}{Last(lines)}"));
    }

    /// <summary>The process lives, but gave no address.</summary>
    public static SentinelException NoAddress(LaunchPlan plan, TargetOptions options, string? hookFailure, ImmutableArray<string> lines) =>
        Of(DiagnosticCodes.TargetWithoutAddress, $"'{plan.Name}' runs, but told no HTTP address within {Seconds(options.StartTimeout)}"
            + (hookFailure is null ? "" : $" (the startup hook failed: {hookFailure})")
            + $". Valid: an ASP.NET Core app on a generic host that listens on ASPNETCORE_URLS, or any server whose address stands in target.url.{Environment(options)}{Last(lines)}");

    /// <summary>The process lives and told only addresses that cannot be tested.</summary>
    public static SentinelException Elsewhere(LaunchPlan plan, IEnumerable<string> addresses, ImmutableArray<string> lines) =>
        Of(DiagnosticCodes.TargetWithoutAddress, $"'{plan.Name}' listens on {Listed(addresses)}, none of which can be tested. Valid: http or https on a TCP port; let the app listen on ASPNETCORE_URLS.{Last(lines)}");

    /// <summary>It has an address but does not get ready.</summary>
    public static SentinelException NeverReady(LaunchPlan plan, TargetOptions options, Uri address, string lastAnswer, ImmutableArray<string> told, ImmutableArray<string> lines) =>
        Of(DiagnosticCodes.TargetNeverReady, $"'{plan.Name}' was not ready within {Seconds(options.StartTimeout)}: {lastAnswer} at {address}."
            + (told.IsDefaultOrEmpty || told.Any(a => Uri.TryCreate(a, UriKind.Absolute, out var u) && u.Port == address.Port) ? "" : $" The app says that it listens on {Listed(told)}: target.url must agree.")
            + $" Raise target.startTimeout, or set target.readiness to a path that answers 2xx.{Last(lines)}");

    private static SentinelException PortTaken(LaunchPlan plan, ImmutableArray<string> lines) =>
        Of(DiagnosticCodes.TargetPortTaken, $"'{plan.Name}' could not listen: its address is in use. Stop what listens there, or let the app listen on ASPNETCORE_URLS so that it gets a free port.{Last(lines)}");

    private static SentinelException RuntimeMissing(LaunchPlan plan, ImmutableArray<string> lines)
    {
        var wanted = lines.FirstOrDefault(l => l.StartsWith("Framework:", StringComparison.Ordinal));
        return Of(DiagnosticCodes.TargetRuntimeMissing, $"'{plan.Name}' needs a runtime that is not installed{(wanted is null ? "" : $": {wanted["Framework:".Length..].Trim()}")}. Install it, or let the project target an installed one.{Last(lines)}");
    }

    private static SentinelException Of(DiagnosticDescriptor descriptor, string message) => new(Problem.Error(descriptor, message));

    private static string Environment(TargetOptions options) => options.Environment.ContainsKey("ASPNETCORE_ENVIRONMENT")
        ? "" : " It ran with ASPNETCORE_ENVIRONMENT=Production; when it needs settings of another environment, set SentinelPerfEnvironment or target.environment.";

    /// <summary>An unhandled exception says more in its first lines than in the stack that follows.</summary>
    private static string Last(ImmutableArray<string> lines)
    {
        if (lines.IsEmpty) return " It printed nothing.";
        var first = -1;
        for (var i = 0; i < lines.Length; i++)
            if (lines[i].Contains("Unhandled exception", StringComparison.Ordinal)) first = i;
        var shown = first >= 0 ? lines.Skip(first).Take(ShownLines) : lines.TakeLast(ShownLines);
        return " Its last lines: " + string.Join(" | ", shown.Select(l => l.Trim()).Select(l => l.Length > ShownCharacters ? l[..ShownCharacters] + "…" : l));
    }

    private static string Listed(IEnumerable<string> addresses) => string.Join(", ", addresses) is { Length: > 0 } list ? list : "no address";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");

    [GeneratedRegex("address already in use|EADDRINUSE|Only one usage of each socket address", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PortTaken();
}
