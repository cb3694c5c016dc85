namespace SentinelPerf.Traffic;

/// <summary>Where in an answer a value stands.</summary>
public enum ExtractionSource
{
    /// <summary>At a JSON path of the body.</summary>
    JsonPath,

    /// <summary>In a header.</summary>
    Header,

    /// <summary>In a cookie that the answer sets.</summary>
    Cookie,

    /// <summary>In the body: the first group of a regular expression, or the whole match when it has none.</summary>
    Regex,
}

/// <summary>A value to take from an answer.</summary>
/// <param name="Name">Later steps write it as <c>{name}</c>.</param>
/// <param name="Source">Where it stands.</param>
/// <param name="Expression">JSON path, header name, cookie name or regular expression.</param>
public sealed record Extraction(string Name, ExtractionSource Source, string Expression);
