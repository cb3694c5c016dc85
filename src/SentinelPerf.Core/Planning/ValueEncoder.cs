using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SentinelPerf.Planning;

/// <summary>Where in a request a value stands.</summary>
internal enum ValueEncoding
{
    /// <summary>In a text that has no syntax.</summary>
    None,

    /// <summary>In a path, a query or a form: percent-encoded (RFC 3986).</summary>
    Url,

    /// <summary>As the rest of a path, in which slashes stay.</summary>
    RestOfPath,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>Inside the quotes of a JSON text.</summary>
    JsonText,

    /// <summary>In JSON, outside of quotes.</summary>
    Json,

    /// <summary>In XML.</summary>
    Xml,
}

/// <summary>Encodes values so that none can break out of its place.</summary>
internal static partial class ValueEncoder
{
    /// <summary>The value as it stands in the request.</summary>
    public static string Encode(string value, ValueEncoding encoding) => encoding switch
    {
        ValueEncoding.Url => Uri.EscapeDataString(value),
        // '/files/{*path}' and a path that begins with a slash, as most that are extracted do, make one slash.
        ValueEncoding.RestOfPath => string.Join('/', value.TrimStart('/').Split('/').Select(Uri.EscapeDataString)),
        ValueEncoding.Header => WithoutControls(value),
        ValueEncoding.JsonText => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value),
        ValueEncoding.Json => IsJson(value) ? value : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value)}\"",
        ValueEncoding.Xml => SecurityElement.Escape(value),
        _ => value,
    };

    private static string WithoutControls(string value) => value.AsSpan().IndexOfAnyInRange('\0', '\x1F') < 0 && !value.Any(char.IsControl)
        ? value
        : string.Concat(value.Where(c => !char.IsControl(c)));

    // {"item": {id}} with 5 means the number; with abc it can only mean the text.
    private static bool IsJson(string value) => value switch
    {
        "true" or "false" or "null" => true,
        ['{' or '[', ..] => IsDocument(value),
        _ => Number().IsMatch(value),
    };

    private static bool IsDocument(string value)
    {
        try
        {
            JsonDocument.Parse(value).Dispose();
            return true;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
