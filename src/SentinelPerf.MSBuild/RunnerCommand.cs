using System.Text;

namespace SentinelPerf.MSBuild;

/// <summary>Builds the command line of the tool. Options whose value is not set are left out, so that the tool's own defaults hold.</summary>
internal sealed class RunnerCommand(string command)
{
    private readonly StringBuilder _line = new(ArgumentQuoting.Quote(command));

    /// <summary>Adds <c>--name=value</c>. One token, so that a value that begins with a dash is never read as an option.</summary>
    public RunnerCommand Add(string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) Append(ArgumentQuoting.Quote($"--{name}={value!.Trim()}"));
        return this;
    }

    /// <summary>Adds <c>--name=value</c> for each value.</summary>
    public RunnerCommand AddEach(string name, IEnumerable<string> values)
    {
        foreach (var value in values) Add(name, value);
        return this;
    }

    /// <summary>Adds <c>--name</c>.</summary>
    public RunnerCommand AddFlag(string name)
    {
        Append($"--{name}");
        return this;
    }

    /// <summary>Adds what the user has quoted.</summary>
    public RunnerCommand AddRaw(string? arguments)
    {
        if (!string.IsNullOrWhiteSpace(arguments)) Append(arguments!.Trim());
        return this;
    }

    /// <summary>The whole line, with words in front.</summary>
    public string PrecededBy(params string[] words) => string.Join(" ", words.Select(ArgumentQuoting.Quote)) + " " + _line;

    private void Append(string text) => _line.Append(' ').Append(text);
}
