namespace SentinelPerf.Diagnostics;

/// <summary>One row of the table of diagnostic codes.</summary>
/// <param name="Code"><c>SP</c> + 4 digits.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Remedy">What to do about it, in one or two sentences.</param>
public sealed record DiagnosticDescriptor(string Code, string Title, string Remedy);
