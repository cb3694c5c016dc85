using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Configuration;

/// <summary>Collects every problem at once, each with its place.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    /// <summary>All, in the order of files and lines; each once.</summary>
    public ImmutableArray<Problem> InOrder =>
        [.. _problems.Distinct().OrderBy(p => p.File is null).ThenBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line).ThenBy(p => p.Column)];

    /// <summary>Adds an error that stands at a place. A place outside a file is named in the message.</summary>
    public void Error(DiagnosticDescriptor descriptor, SettingPlace place, string message) => Add(Problem.Error(descriptor, message), place);

    /// <summary>Adds a problem, with its place when one is known.</summary>
    public void Add(Problem problem, SettingPlace? place = null) => _problems.Add(place switch
    {
        null => problem,
        { File: { } file } => problem with { File = file, Line = place.Line, Column = place.Column },
        _ => problem with { Message = $"{place.Origin}: {problem.Message}" },
    });
}
