using System.Collections.Immutable;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>What an arrival turned out to be.</summary>
/// <param name="Request">Index into the plan's requests; of a flow: of its first step.</param>
/// <param name="Url">Index into that request's URLs.</param>
/// <param name="Flow">Index into the plan's flows; −1: a request that stands alone.</param>
/// <param name="Bits">Seeds whatever else is drawn for it.</param>
internal readonly record struct Arrival(ushort Request, ushort Url, int Flow, ulong Bits);

/// <summary>
/// Draws by weight a request and one of its URLs, or a flow. The draw depends on the seed and the arrival's number only, so that a closed
/// loop whose completions come in any order from many threads still sends the same mix.
/// </summary>
internal sealed class RequestMix
{
    private readonly LoadPlan _plan;
    private readonly double[] _cumulative;

    /// <summary>What each share of the mix stands for: requests as they are, flows from the number of requests on.</summary>
    private readonly int[] _members;
    private readonly long[]? _longestTimes;

    /// <summary>Per flow and step: think times before it.</summary>
    private readonly long[][] _thinkBefore;

    public RequestMix(ImmutableArray<PlannedRequest> requests) : this(new LoadPlan(requests, []))
    {
    }

    public RequestMix(LoadPlan plan)
    {
        if (plan.Requests.IsDefaultOrEmpty) throw new ArgumentException("A plan without requests cannot be sent.", nameof(plan));
        if (plan.Requests.Length > ushort.MaxValue) throw new ArgumentException("A plan has at most 65,535 requests.", nameof(plan));
        _plan = plan;
        double[] weights = [.. plan.Requests.Select(r => r.Weight), .. plan.Flows.Select(f => f.Weight)];
        // A request of weight 0 is sent by its flow only.
        _members = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0)];
        if (_members.Length == 0) throw new ArgumentException("A plan needs a request or a flow with a weight above 0.", nameof(plan));
        _cumulative = new double[_members.Length];
        double sum = 0, total = weights.Sum();
        for (var i = 0; i < _members.Length; i++) _cumulative[i] = (sum += weights[_members[i]]) / total;
        _cumulative[^1] = 1;
        if (plan.Requests.Any(r => r.Checks.LongestTime is not null))
            _longestTimes = [.. plan.Requests.Select(r => r.Checks.LongestTime is { } longest ? RunClock.FromTimeSpan(longest) : long.MaxValue)];
        _thinkBefore = [.. plan.Flows.Select(ThinkBefore)];
        RequestsPerArrival = _members.Sum(m => weights[m] * Length(m)) / total;
        LongestThink = RunClock.ToTimeSpan(_thinkBefore.Select(t => t[^1]).DefaultIfEmpty(0).Max());
    }

    public bool HasFlows => _plan.Flows.Length > 0;

    /// <summary>Requests that an arrival brings, on average.</summary>
    public double RequestsPerArrival { get; }

    /// <summary>Longest sum of the think times between the first and the last request of a flow.</summary>
    public TimeSpan LongestThink { get; }

    public Arrival Draw(ulong seed, long index)
    {
        var bits = SeededRandom.At(seed, (ulong)index);
        var member = 0;
        if (_cumulative.Length > 1)
        {
            member = Array.BinarySearch(_cumulative, SeededRandom.ToUnit(bits));
            member = member < 0 ? ~member : member + 1;
        }
        var drawn = _members[member];
        if (drawn >= _plan.Requests.Length) return new((ushort)_plan.Flows[drawn - _plan.Requests.Length].Steps[0].Request, 0, drawn - _plan.Requests.Length, bits);
        return new((ushort)drawn, DrawUrl(drawn, bits), -1, bits);
    }

    /// <summary>One of a request's URLs; 0 for a request that is made anew each time.</summary>
    public ushort DrawUrl(int request, ulong bits)
    {
        var urls = Math.Min(_plan.Requests[request].Urls.Length, ushort.MaxValue);
        return urls <= 1 ? (ushort)0 : (ushort)Math.BigMul(SeededRandom.At(bits, 1), (ulong)urls, out _);
    }

    /// <summary>The request made for this arrival; null: it is the same each time.</summary>
    public RenderedRequest? Render(in Arrival arrival) =>
        _plan.Requests[arrival.Request].Template?.Render(new(SeededRandom.At(arrival.Bits, 2), SeededRandom.At(arrival.Bits, 3), null));

    /// <summary>Least service time that a check allows; null: no check is about time.</summary>
    public TimeSpan? ShortestAllowedTime => _longestTimes is null ? null : RunClock.ToTimeSpan(_longestTimes.Min());

    /// <summary>Longest service time that a request's checks allow, ns; <see cref="long.MaxValue"/>: any.</summary>
    public long LongestTime(int request) => _longestTimes is null ? long.MaxValue : _longestTimes[request];

    /// <summary>
    /// How many requests a session that arrives at <paramref name="due"/> may still send before <paramref name="end"/>, from a step on: answers
    /// take no time at best. An upper bound.
    /// </summary>
    /// <param name="flow">Index of the flow; −1: a request that stands alone.</param>
    /// <param name="step">The first step to count.</param>
    /// <param name="due">Offset of the arrival.</param>
    /// <param name="end">Offset at which sending ends.</param>
    public int MostRequests(int flow, int step, long due, long end)
    {
        if (flow < 0) return due < end ? 1 : 0;
        var count = 0;
        for (var think = _thinkBefore[flow]; step + count < think.Length && due + think[step + count] < end;) count++;
        return count;
    }

    private int Length(int member) => member < _plan.Requests.Length ? 1 : _plan.Flows[member - _plan.Requests.Length].Steps.Length;

    private static long[] ThinkBefore(PlannedFlow flow)
    {
        var before = new long[flow.Steps.Length];
        for (var i = 1; i < before.Length; i++) before[i] = before[i - 1] + RunClock.FromTimeSpan(flow.Steps[i - 1].Think);
        return before;
    }
}
