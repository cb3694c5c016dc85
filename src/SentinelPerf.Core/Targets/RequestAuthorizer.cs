using System.Collections.Immutable;
using System.Text;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>Turns <see cref="TargetAuth"/> into the headers that every request carries. No message of it holds a value.</summary>
public static class RequestAuthorizer
{
    private static readonly ImmutableArray<string> SecretWords = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "CREDENTIAL", "CONNECTIONSTRING"];

    /// <summary>Every problem of the authentication at once; empty when there is none.</summary>
    public static ImmutableArray<Problem> Validate(TargetAuth? auth)
    {
        if (auth is null) return [];
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var ways = new[] { auth.Bearer is not null, auth.HeaderName is not null || auth.HeaderValue is not null, auth.BasicUser is not null || auth.BasicPassword is not null, auth.ClientCredentials is not null }.Count(w => w);
        if (ways > 1) Add("target.auth names several ways at once. Valid: exactly one of bearer, header, basic, clientCredentials.");
        if (auth.Bearer is { } bearer && (bearer.Trim().Length == 0 || !IsSafe(bearer))) Add("target.auth.bearer is empty or holds a control or non-ASCII character (value not shown).");
        if ((auth.HeaderName is null) != (auth.HeaderValue is null)) Add($"target.auth.header lacks its {(auth.HeaderName is null ? "name" : "value")}. Valid: {{ name: X-Api-Key, value: '…' }}.");
        if (auth.HeaderName is { } name && !IsToken(name)) Add($"target.auth.header.name '{Shown(name)}' is no header name. Valid: letters, digits and !#$%&'*+-.^_`|~.");
        if (auth.HeaderName is { } framing && framing.ToUpperInvariant() is "HOST" or "CONTENT-LENGTH" or "TRANSFER-ENCODING" or "CONNECTION")
            Add($"target.auth.header.name '{auth.HeaderName}' belongs to the transport. Valid: any other header, such as Authorization or X-Api-Key.");
        if (auth.HeaderValue is { } value && !IsSafe(value)) Add("target.auth.header.value holds a control or non-ASCII character (value not shown).");
        if ((auth.BasicUser is null) != (auth.BasicPassword is null)) Add($"target.auth.basic lacks its {(auth.BasicUser is null ? "user" : "password")}. Valid: {{ user: …, password: … }}.");
        if (auth.BasicUser?.Contains(':', StringComparison.Ordinal) is true) Add("target.auth.basic.user holds a colon, which ends the user in basic authentication (value not shown).");
        return problems.ToImmutable();

        void Add(string message) => problems.Add(Problem.Error(DiagnosticCodes.TargetAuthInvalid, message));
    }

    /// <summary>The headers, in the order to send them; none for client credentials, whose token comes later (<see cref="TargetAccess"/>).</summary>
    /// <exception cref="SentinelException">SP1015, with every problem of <see cref="Validate"/>.</exception>
    public static ImmutableArray<KeyValuePair<string, string>> Headers(TargetAuth? auth)
    {
        var problems = Validate(auth);
        if (!problems.IsEmpty) throw new SentinelException(problems);
        return auth switch
        {
            { Bearer: { } bearer } => [new("Authorization", "Bearer " + bearer.Trim())],
            { HeaderName: { } name, HeaderValue: { } value } => [new(name, value)],
            { BasicUser: { } user, BasicPassword: { } password } => [new("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")))],
            _ => [],
        };
    }

    /// <summary>Everything in the options that no report, log or message may show: auth values, and environment values whose name looks like a secret.</summary>
    internal static ImmutableArray<string> Secrets(TargetOptions options)
    {
        string?[] values = [options.Auth?.Bearer, options.Auth?.HeaderValue, options.Auth?.BasicPassword, options.Auth?.ClientCredentials?.ClientSecret,
            .. options.Environment.Where(v => LooksSecret(v.Key)).Select(v => v.Value)];
        return [.. values.OfType<string>().Where(v => v.Length >= 4).Distinct().OrderByDescending(v => v.Length)];
    }

    private static bool LooksSecret(string name) =>
        SecretWords.Any(w => name.Contains(w, StringComparison.OrdinalIgnoreCase));

    private static bool IsSafe(string value) => value.All(c => c is >= ' ' and <= '~' or '\t');

    private static bool IsToken(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    // A name with a space or colon may be a whole 'Name: value' put into the wrong key: show what precedes it only.
    private static string Shown(string name) => string.Concat(name.TakeWhile(c => c is > ' ' and <= '~' and not ':')) is var start && start.Length < name.Length ? start + "…" : name;
}
