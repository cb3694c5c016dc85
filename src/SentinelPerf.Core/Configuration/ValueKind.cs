using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Measurement;

namespace SentinelPerf.Configuration;

/// <summary>Reads a node as a value; on failure the problem is recorded and the result is false.</summary>
internal delegate bool NodeReader<T>(KeyReading reading, out T value);

/// <summary>The kinds of values that settings have. Every source reads them in the same way, whatever the culture.</summary>
internal static class ValueKind
{
    public static bool Text(KeyReading reading, out string value)
    {
        value = reading.Node is TextNode text ? text.Text : "";
        return reading.Node is TextNode || reading.WrongShape("one value");
    }

    public static bool Path(KeyReading reading, out string value)
    {
        if (!Text(reading, out value)) return false;
        if (value.Length == 0 || value.Contains('\0', StringComparison.Ordinal)) return reading.Bad("a path");
        value = System.IO.Path.GetFullPath(value, reading.Node.Place.Folder);
        return true;
    }

    public static bool Rate(KeyReading reading, out double value) =>
        Number(reading, "a number of requests/s, such as 500", out value);

    public static bool Price(KeyReading reading, out double value) => Number(reading, "a number, the price of a million tokens", out value);

    public static bool Count(KeyReading reading, out int value)
    {
        value = 0;
        return Text(reading, out var text) && (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) || reading.Bad("a whole number"));
    }

    public static bool Weight(KeyReading reading, out double value)
    {
        const string Valid = "a number above 0";
        return Number(reading, Valid, out value) && (value is > 0 and <= 1e9 || reading.Bad(Valid));
    }

    /// <summary>Bytes: a whole number, or a number with KB or MB (1,024 and 1,048,576 bytes).</summary>
    public static bool Size(KeyReading reading, out long value)
    {
        value = 0;
        if (!Text(reading, out var text)) return false;
        var unit = text.EndsWith("KB", StringComparison.OrdinalIgnoreCase) ? 1024 : text.EndsWith("MB", StringComparison.OrdinalIgnoreCase) ? 1024 * 1024 : 1;
        var number = unit == 1 ? text : text[..^2].TrimEnd();
        if (!TryNumber(number, out var count) || !(count >= 0 && count * unit <= 1e15) || unit == 1 && count != Math.Floor(count)) return reading.Bad("a number of bytes such as 512, 64KB or 1.5MB");
        value = (long)Math.Round(count * unit);
        return true;
    }

    public static bool Factor(KeyReading reading, out double value) => Number(reading, "a number above 1, such as 2", out value);

    public static bool Percentile(KeyReading reading, out double value) => Number(reading, "a number from 50 to 99.99", out value);

    public static bool Share(KeyReading reading, out double value)
    {
        const string Valid = "a percentage such as 1%, or a share such as 0.01";
        value = 0;
        if (!Text(reading, out var text)) return false;
        var percent = text.EndsWith('%');
        if (!TryNumber(percent ? text[..^1].TrimEnd() : text, out value)) return reading.Bad(Valid);
        if (percent) value /= 100;
        return true;
    }

    public static bool Duration(KeyReading reading, out TimeSpan value)
    {
        value = default;
        if (!Text(reading, out var text)) return false;
        return DurationText.TryParse(text, out value) || reading.Bad(DurationText.Valid);
    }

    public static bool Seed(KeyReading reading, out ulong value)
    {
        value = 0;
        if (!Text(reading, out var text)) return false;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) || reading.Bad("a whole number from 0 up");
    }

    public static bool Version(KeyReading reading, out int value)
    {
        value = 1;
        return Text(reading, out var text) && (text == "1" || reading.Bad("1, the only version of this file there is"));
    }

    public static bool Flag(KeyReading reading, out bool value)
    {
        value = false;
        if (!Text(reading, out var text)) return false;
        return bool.TryParse(text, out value) || reading.Bad("true or false");
    }

    public static bool HttpVersion(KeyReading reading, out Version value)
    {
        value = System.Net.HttpVersion.Version11;
        if (!Text(reading, out var text)) return false;
        if (text == "2") value = System.Net.HttpVersion.Version20;
        return text is "1.1" or "2" || reading.Bad("1.1, 2");
    }

    /// <summary>One of an enumeration's names in lower case.</summary>
    public static bool Choice<T>(KeyReading reading, out T value) where T : struct, Enum
    {
        value = default;
        if (!Text(reading, out var text)) return false;
        foreach (var choice in Enum.GetValues<T>())
            if (Named(choice).Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                value = choice;
                return true;
            }

        return reading.Bad(string.Join(", ", Enum.GetValues<T>().Select(Named)));
    }

    /// <summary>A list of an enumeration's names; one text is a list of one, or of several with commas or semicolons between them.</summary>
    public static bool Choices<T>(KeyReading reading, out ImmutableArray<T> value) where T : struct, Enum
    {
        value = [];
        if (!TextList(reading, out var names)) return false;
        var choices = Enum.GetValues<T>();
        foreach (var name in names)
            if (!choices.Any(c => Named(c).Equals(name, StringComparison.OrdinalIgnoreCase)))
                return reading.Bad($"a list of {string.Join(", ", choices.Select(Named))}; '{name}' is none of them");
        value = [.. names.Select(n => choices.First(c => Named(c).Equals(n, StringComparison.OrdinalIgnoreCase)))];
        return true;
    }

    /// <summary>The name of an enumeration's value as users write it.</summary>
    public static string Named<T>(T choice) where T : struct, Enum => choice.ToString().ToLowerInvariant();

    /// <summary>A list of texts; one text is a list of one, or of several with commas or semicolons between them.</summary>
    public static bool TextList(KeyReading reading, out ImmutableArray<string> value)
    {
        value = [];
        switch (reading.Node)
        {
            case TextNode text:
                value = [.. text.Text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
                return true;
            case ListNode list when list.Items.All(i => i is TextNode):
                value = [.. list.Items.Select(i => ((TextNode)i).Text)];
                return true;
            default:
                return reading.WrongShape("a list of texts: [a, b]");
        }
    }

    private static bool Number(KeyReading reading, string valid, out double value)
    {
        value = 0;
        return Text(reading, out var text) && (TryNumber(text, out value) || reading.Bad(valid));
    }

    /// <summary>A finite plain number with a point for decimals.</summary>
    public static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
