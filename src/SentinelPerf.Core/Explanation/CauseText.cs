using System.Collections.Immutable;

namespace SentinelPerf.Explanation;

/// <summary>What can be done about a cause.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Text">Which API or setting to touch, and how. <c>{where}</c> stands for the place that the evidence names.</param>
/// <param name="Link">Documentation.</param>
internal sealed record Remedy(string Title, string Text, string Link);

/// <summary>What a cause is, in words without figures.</summary>
/// <param name="Mechanism">One sentence that concludes from the evidence.</param>
/// <param name="Remedies">Most useful first.</param>
internal sealed record CauseText(string Mechanism, ImmutableArray<Remedy> Remedies);
