using System.Globalization;
using System.Text;

namespace SentinelPerf.StartupHook;

/// <summary>Writes JSON: System.Text.Json is no part of netstandard2.0, and the hook brings no assembly along.</summary>
internal sealed class JsonText
{
    private readonly StringBuilder text = new();
    private bool needsComma;

    public JsonText Open(char bracket) => Put(bracket.ToString(), opens: true);

    public JsonText Close(char bracket)
    {
        text.Append(bracket);
        needsComma = true;
        return this;
    }

    public JsonText Name(string name)
    {
        Text(name);
        text.Append(':');
        needsComma = false;
        return this;
    }

    public JsonText Number(int value) => Put(value.ToString(CultureInfo.InvariantCulture));

    public JsonText Flag(bool value) => Put(value ? "true" : "false");

    public JsonText Text(string? value) => Put(value is null ? "null" : Quote(value));

    public override string ToString() => text.ToString();

    private JsonText Put(string token, bool opens = false)
    {
        if (needsComma) text.Append(',');
        text.Append(token);
        needsComma = !opens;
        return this;
    }

    private static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c < ' ' || char.IsSurrogate(c)) quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
