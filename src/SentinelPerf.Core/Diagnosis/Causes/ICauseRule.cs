namespace SentinelPerf.Diagnosis.Causes;

/// <summary>What speaks for and against one cause. Weights and thresholds are priors until they are fitted on injected faults.</summary>
internal interface ICauseRule
{
    /// <summary>Id of the cause.</summary>
    string Cause { get; }

    /// <summary>What the facts say about it. Facts that were not measured give nothing.</summary>
    IEnumerable<Indication> Assess(FactSheet facts);
}
