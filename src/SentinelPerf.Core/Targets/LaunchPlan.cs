using System.Collections.Immutable;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>What to start, settled: the program exists, the folder too.</summary>
internal sealed record LaunchPlan(TargetKind Kind, string Name, string Program, ImmutableArray<string> Arguments, string WorkingDirectory)
{
    private static readonly ImmutableArray<string> Executable = [".exe", ".cmd", ".bat"];

    /// <summary>Where the app has to listen; null: where the hook says it does.</summary>
    public Uri? FixedAddress { get; init; }

    /// <summary>A plan for the words of a command line.</summary>
    /// <exception cref="SentinelException">SP1016 for no word, SP1006 when program or folder are not there.</exception>
    public static LaunchPlan Of(TargetKind kind, string? name, ImmutableArray<string> words, string workingDirectory)
    {
        if (words.IsEmpty) throw new SentinelException(Problem.Error(DiagnosticCodes.CommandLineInvalid, "The command line is empty. Valid: a program and its arguments, such as 'dotnet app.dll'."));
        if (!Directory.Exists(workingDirectory))
            throw new SentinelException(Problem.Error(DiagnosticCodes.TargetNotStartable, $"The working directory '{workingDirectory}' is not there."));
        var program = Find(words[0], workingDirectory)
            ?? throw new SentinelException(Problem.Error(DiagnosticCodes.TargetNotStartable,
                $"The program '{words[0]}' is neither a file (looked from '{workingDirectory}') nor found in PATH. Check the path; shell syntax needs a shell: sh -c '…'."));
        return new LaunchPlan(kind, name ?? Path.GetFileNameWithoutExtension(program), program, words[1..], Path.GetFullPath(workingDirectory));
    }

    private static string? Find(string program, string workingDirectory)
    {
        if (program.Contains('/', StringComparison.Ordinal) || program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return Existing(Path.GetFullPath(program, Path.GetFullPath(workingDirectory)));
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Existing(Path.Combine(folder, program))).FirstOrDefault(found => found is not null);
    }

    private static string? Existing(string path)
    {
        if (File.Exists(path)) return path;
        return OperatingSystem.IsWindows() ? Executable.Select(e => path + e).FirstOrDefault(File.Exists) : null;
    }
}
