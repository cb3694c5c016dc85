namespace SentinelPerf.Diagnostics;

public static partial class DiagnosticCodes
{
    /// <summary>No target, or more than one.</summary>
    public static DiagnosticDescriptor TargetNotNamed => new("SP1001", "It is not clear what to test",
        "Name exactly one of target.project, target.url and target.command (a command may have a url).");

    /// <summary>No project there.</summary>
    public static DiagnosticDescriptor ProjectNotFound => new("SP1002", "The project is not there",
        "Give the path of a .csproj, or of a folder that holds exactly one.");

    /// <summary>Several projects there.</summary>
    public static DiagnosticDescriptor ProjectAmbiguous => new("SP1003", "The folder holds several projects", "Give the path of one of the listed .csproj files.");

    /// <summary>No program that serves HTTP.</summary>
    public static DiagnosticDescriptor ProjectNotWeb => new("SP1004", "The project is no web app",
        "Name a project of the SDK Microsoft.NET.Sdk.Web with OutputType Exe, or start the program with target.command.");

    /// <summary>The build failed.</summary>
    public static DiagnosticDescriptor ProjectBuildFailed => new("SP1005", "The project does not build in Release", "Make 'dotnet build -c Release' succeed, then run again.");

    /// <summary>The program cannot be started at all.</summary>
    public static DiagnosticDescriptor TargetNotStartable => new("SP1006", "The target's program cannot be started",
        "Check the path, the permission to execute and the working directory. Shell syntax needs a shell: sh -c '…'.");

    /// <summary>The process ended before it answered.</summary>
    public static DiagnosticDescriptor TargetExitedEarly => new("SP1007", "The target ended before it answered",
        "Read its last lines. When it needs settings of another environment, set SentinelPerfEnvironment or target.environment.");

    /// <summary>The process lives and has an address, but it is not ready in time.</summary>
    public static DiagnosticDescriptor TargetNeverReady => new("SP1008", "The target did not get ready in time", "Raise target.startTimeout, or set target.readiness to a path that answers 2xx.");

    /// <summary>The process lives, but no address is known.</summary>
    public static DiagnosticDescriptor TargetWithoutAddress => new("SP1009", "The target listens nowhere, or elsewhere",
        "Let the app listen on ASPNETCORE_URLS, or name its address in target.url.");

    /// <summary>Something else has the port.</summary>
    public static DiagnosticDescriptor TargetPortTaken => new("SP1010", "The target's port is taken",
        "Stop what listens there, or remove the address from the app's code so that it gets a free port.");

    /// <summary>The app's framework is not installed.</summary>
    public static DiagnosticDescriptor TargetRuntimeMissing => new("SP1011", "The runtime that the target needs is not installed", "Install it, or let the project target an installed one.");

    /// <summary>A host that nobody allowed.</summary>
    public static DiagnosticDescriptor HostNotAllowed => new("SP1012", "The target's host may not be loaded",
        "Loopback is allowed by default. Add the exact host to load.allowHosts when it is yours to load.");

    /// <summary>An address that is none.</summary>
    public static DiagnosticDescriptor TargetUrlInvalid => new("SP1013", "The target's URL is not valid", "Give an absolute http or https URL without credentials, query and fragment.");

    /// <summary>Nobody answers at the URL.</summary>
    public static DiagnosticDescriptor TargetUnreachable => new("SP1014", "Nothing answers at the target's URL", "Start the target first, or let SentinelPerf start it with target.project or target.command.");

    /// <summary>Authentication that cannot be sent.</summary>
    public static DiagnosticDescriptor TargetAuthInvalid => new("SP1015", "The target's authentication is not valid",
        "Give one of target.auth.bearer, target.auth.header with name and value, target.auth.basic with user and password, target.auth.clientCredentials.");

    /// <summary>A command line that cannot be read.</summary>
    public static DiagnosticDescriptor CommandLineInvalid => new("SP1016", "The target's command line cannot be read", "Close every quote, and name a program first.");

    /// <summary>A piece of SentinelPerf is missing from its own folder.</summary>
    public static DiagnosticDescriptor StartupHookMissing => new("SP1017", "SentinelPerf.StartupHook.dll is missing", "It belongs beside SentinelPerf.Core.dll: install SentinelPerf again.");

    /// <summary>Certificates to trust that cannot be read.</summary>
    public static DiagnosticDescriptor CaFileUnusable => new("SP1018", "The file of trusted certificates cannot be used",
        "Give a file that can be read and holds certificates in PEM or DER form.");

    /// <summary>HTTP/2 was asked for.</summary>
    public static DiagnosticDescriptor Http2NotSpoken => new("SP1019", "The target does not speak HTTP/2",
        "Set load.http to '1.1', or let the target speak HTTP/2: over https by ALPN, over http by prior knowledge (Kestrel: target.environment: { ASPNETCORE_Kestrel__EndpointDefaults__Protocols: Http2 }).");

    /// <summary>No token at the start.</summary>
    public static DiagnosticDescriptor TokenNotIssued => new("SP1020", "No token was issued for target.auth.clientCredentials",
        "Check tokenUrl, clientId, clientSecret and scope.");

    /// <summary>No token later on.</summary>
    public static DiagnosticDescriptor TokenNotRenewed => new("SP1021", "The token could not be renewed while requests were under way",
        "Look for 401 among the errors: if there are none, the old token was good to the end.");
}
