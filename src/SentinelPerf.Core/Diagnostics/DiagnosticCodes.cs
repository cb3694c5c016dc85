using System.Collections.Immutable;
using System.Reflection;

namespace SentinelPerf.Diagnostics;

/// <summary>
/// Every diagnostic code. SP1xxx targets and platform · SP2xxx configuration and command line · SP3xxx telemetry and traffic ·
/// SP4xxx load and generator · SP5xxx detection · SP6xxx signals and diagnosis · SP7xxx explanation and agents ·
/// SP8xxx gates and baselines · SP9xxx reports and internal. docs/diagnostics.md explains each; a test holds the two together.
/// </summary>
public static partial class DiagnosticCodes
{
    /// <summary>All rows, by code.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [.. typeof(DiagnosticCodes).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(DiagnosticDescriptor))
            .Select(p => (DiagnosticDescriptor)p.GetValue(null)!)
            .OrderBy(d => d.Code, StringComparer.Ordinal)];
}
