namespace SentinelPerf.EndToEnd.Tests.Targets;

/// <summary>Tests that look for what is left on the machine must not run beside others that leave something for a moment.</summary>
[CollectionDefinition("starts processes", DisableParallelization = true)]
public sealed class StartsProcesses;
