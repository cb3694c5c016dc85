namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>A configuration file that was named cannot be read.</summary>
    public static DiagnosticDescriptor ConfigurationFileMissing => new("SP2001", "The configuration file cannot be read",
        "Correct the path, or leave it out: sentinelperf.yaml is found beside the project and upwards to the repository's root, and none is needed.");

    /// <summary>The file is no YAML.</summary>
    public static DiagnosticDescriptor YamlSyntax => new("SP2002", "The file is not valid YAML",
        "Correct the line named; values that hold : # { or [ belong in quotes.");

    /// <summary>A key that does not exist.</summary>
    public static DiagnosticDescriptor UnknownKey => new("SP2003", "The key does not exist",
        "Use the nearest key that the message names, or one of those that are valid there.");

    /// <summary>A mapping, list or value where another is expected.</summary>
    public static DiagnosticDescriptor WrongType => new("SP2004", "The value has the wrong shape",
        "Write what the message names: a single value, a list, or a mapping with the keys listed.");

    /// <summary>A value out of its range or unreadable.</summary>
    public static DiagnosticDescriptor BadValue => new("SP2005", "The value is not valid",
        "Use a value of the form and range that the message names.");

    /// <summary>A key that stands twice.</summary>
    public static DiagnosticDescriptor DuplicateKey => new("SP2006", "The key stands twice in the same mapping",
        "Keep one of the two.");

    /// <summary>A <c>${NAME}</c> whose variable is not set.</summary>
    public static DiagnosticDescriptor UnsetName => new("SP2007", "A ${NAME} in the file has no value",
        "Set the environment variable or add it to .env beside the file; write $${NAME} for the text itself.");

    /// <summary>Settings that exclude one another, or of which one lacks its partner.</summary>
    public static DiagnosticDescriptor SettingsConflict => new("SP2008", "Settings do not go together",
        "Keep one of the settings that the message names, or add the one that is missing.");

    /// <summary>A profile that the file does not have.</summary>
    public static DiagnosticDescriptor UnknownProfile => new("SP2009", "The profile does not exist",
        "Use a profile that stands under 'profiles' of the file.");

    /// <summary>Nothing to test.</summary>
    public static DiagnosticDescriptor NoTarget => new("SP2010", "There is nothing to test",
        "Name a project, a URL or a command: target.project, target.url or target.command, or --project, --url or --command.");

    /// <summary>A command line that cannot be understood.</summary>
    public static DiagnosticDescriptor BadCommandLine => new("SP2011", "The command line cannot be understood",
        "Use a command and options that --help lists.");

    /// <summary>Settings that cannot give the result they ask for.</summary>
    public static DiagnosticDescriptor SettingsDoubtful => new("SP2013", "Settings cannot give what they ask for",
        "Raise or remove the setting that the message names.");
}
