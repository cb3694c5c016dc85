using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Diagnostics;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>
/// Sends each request of a plan once before the load, one after the other, and leaves out those that do not answer with a success. A flow whose
/// steps do not all succeed is left out as a whole. Few
/// probes on purpose: they must not eat the burst of a rate limiter.
/// </summary>
public sealed class RouteProber
{
    /// <summary>Most URLs tried of one route.</summary>
    public const int MostUrls = 3;

    private readonly IRequestSender _sender;
    private readonly Uri? _baseAddress;
    private readonly TimeSpan _timeout;

    /// <param name="sender">A transport made for the plan's requests.</param>
    /// <param name="timeout">Its timeout, for the reasons.</param>
    /// <param name="baseAddress">Where it sends: the cookies of flows know whole paths. Null: the root of a host.</param>
    public RouteProber(IRequestSender sender, TimeSpan timeout, Uri? baseAddress = null) => (_sender, _timeout, _baseAddress) = (sender, timeout, baseAddress);

    /// <summary>
    /// The plan without the requests and flows that do not work; of each remaining request only URLs that were not seen to fail. Each flow is
    /// gone through once, without its think times.
    /// </summary>
    /// <exception cref="SentinelException">SP4001 nothing is left; SP4002 everything wants authentication; SP1014 nobody listens.</exception>
    public async Task<LoadPlan> ProbeAsync(LoadPlan plan, CancellationToken cancel)
    {
        var kept = new PlannedRequest?[plan.Requests.Length];
        var omitted = plan.Omitted.ToBuilder();
        var failures = new List<RequestOutcome>();
        var ofFlows = plan.Flows.SelectMany(f => f.Steps).Select(s => s.Request).ToHashSet();
        for (var i = 0; i < plan.Requests.Length; i++)
        {
            var request = plan.Requests[i];
            if (ofFlows.Contains(i)) continue;
            var (failed, last) = await ProbeAsync(request, i, cancel);
            if (last.Kind == OutcomeKind.Success)
            {
                // A template makes another URL each time: none was seen to fail for good.
                kept[i] = request.Template is not null || failed == 0 ? request : request with { Urls = request.Urls.RemoveRange(0, failed) };
                continue;
            }
            failures.Add(last);
            omitted.Add(new(request.Method, request.Path, Reason(last)));
        }
        var flows = await ProbeFlowsAsync(plan, kept, omitted, failures, cancel);
        if (Array.TrueForAll(kept, k => k is null)) throw new SentinelException(Explain(plan, omitted.Skip(plan.Omitted.Length), failures));
        return Renumber(kept, flows, omitted.ToImmutable());
    }

    /// <summary>Calls each of a plan's iterations once; all must succeed, for there is nothing else to drive in their place.</summary>
    /// <exception cref="SentinelException">SP4003 one does not.</exception>
    public async Task TryAsync(LoadPlan plan, CancellationToken cancel)
    {
        for (var i = 0; i < plan.Requests.Length; i++)
        {
            var outcome = await _sender.SendAsync(i, 0, cancel);
            if (outcome.Kind != OutcomeKind.Success)
                throw new SentinelException(Problem.Error(DiagnosticCodes.IterationFails,
                    $"{DiagnosticCodes.IterationFails.Title}: {plan.Requests[i].Name}: {OutcomeNames.Describe(outcome.Kind, outcome.Status, outcome.Detail)}. {DiagnosticCodes.IterationFails.Remedy}"));
        }
    }

    /// <summary>Each flow once, as a session; those that come to their end, and with them their requests.</summary>
    private async Task<ImmutableArray<PlannedFlow>> ProbeFlowsAsync(
        LoadPlan plan, PlannedRequest?[] kept, ImmutableArray<OmittedRoute>.Builder omitted, List<RequestOutcome> failures, CancellationToken cancel)
    {
        var flows = ImmutableArray.CreateBuilder<PlannedFlow>();
        var probe = new FlowProbe(new(plan, _baseAddress, TimeProvider.System), _sender);
        for (var i = 0; i < plan.Flows.Length; i++)
        {
            var flow = plan.Flows[i];
            if (await probe.RunAsync(i, cancel) is not { } failed)
            {
                flows.Add(flow);
                foreach (var step in flow.Steps) kept[step.Request] = plan.Requests[step.Request];
                continue;
            }
            failures.Add(failed.Outcome);
            var (number, name) = (failed.Step + 1, plan.Requests[flow.Steps[failed.Step].Request].Name);
            omitted.Add(new("", $"flow '{flow.Name}'", string.Create(CultureInfo.InvariantCulture, $"step {number} ({name}): {Reason(failed.Outcome)}")));
        }
        return flows.ToImmutable();
    }

    /// <summary>Flows name their requests by number, and some numbers are gone.</summary>
    private static LoadPlan Renumber(PlannedRequest?[] kept, ImmutableArray<PlannedFlow> flows, ImmutableArray<OmittedRoute> omitted)
    {
        var numbers = new int[kept.Length];
        var requests = ImmutableArray.CreateBuilder<PlannedRequest>();
        for (var i = 0; i < kept.Length; i++)
        {
            numbers[i] = requests.Count;
            if (kept[i] is { } request) requests.Add(request);
        }
        return new(requests.ToImmutable(), omitted)
        {
            Flows = [.. flows.Select(f => f with { Steps = [.. f.Steps.Select(s => s with { Request = numbers[s.Request] })] })],
        };
    }

    private async Task<(int Failed, RequestOutcome Last)> ProbeAsync(PlannedRequest request, int index, CancellationToken cancel)
    {
        var tries = request.Template is null ? Math.Min(MostUrls, request.Urls.Length) : MostUrls;
        RequestOutcome outcome = default;
        for (var url = 0; url < tries; url++)
        {
            outcome = request.Template?.Render(new((ulong)url, (ulong)url, null)) is { } content
                ? await _sender.SendAsync(index, content, cancel)
                : await _sender.SendAsync(index, url, cancel);
            if (outcome.Kind == OutcomeKind.Success) return (url, outcome);
            // Another id may exist where this one does not; a dead, hung or forbidden route stays so.
            if (outcome.Kind != OutcomeKind.Status || IsForbidden(outcome)) break;
        }
        return (tries, outcome);
    }

    private string Reason(RequestOutcome outcome) => outcome.Kind switch
    {
        OutcomeKind.Status => string.Create(CultureInfo.InvariantCulture, $"answered {outcome.Status} when probed"),
        OutcomeKind.Timeout => string.Create(CultureInfo.InvariantCulture, $"timed out after {_timeout.TotalSeconds:0.##} s when probed"),
        _ => $"{OutcomeNames.Describe(outcome.Kind, outcome.Status, outcome.Detail)} when probed",
    };

    private static Problem Explain(LoadPlan plan, IEnumerable<OmittedRoute> probed, List<RequestOutcome> failures)
    {
        const int mostListed = 10;
        if (failures.Count == 0)
        {
            return Problem.Error(DiagnosticCodes.NoRouteAnswers,
                $"The plan holds no request that may be sent ({plan.Omitted.Length.ToString(CultureInfo.InvariantCulture)} left out: " +
                $"{List(plan.Omitted, mostListed)}). {DiagnosticCodes.NoRouteAnswers.Remedy}");
        }
        var descriptor = failures.TrueForAll(IsForbidden) ? DiagnosticCodes.AuthenticationNeeded
            : failures.TrueForAll(f => f.Kind == OutcomeKind.Refused) ? DiagnosticCodes.TargetUnreachable : DiagnosticCodes.NoRouteAnswers;
        return Problem.Error(descriptor, $"{descriptor.Title}: {List(probed, mostListed)}. {descriptor.Remedy}");
    }

    private static string List(IEnumerable<OmittedRoute> routes, int most)
    {
        var lines = routes.Select(r => $"{r.Method} {r.Path} {r.Reason}".TrimStart()).ToList();
        return string.Join("; ", lines.Take(most)) + (lines.Count > most ? string.Create(CultureInfo.InvariantCulture, $"; and {lines.Count - most} more") : "");
    }

    private static bool IsForbidden(RequestOutcome outcome) => outcome is { Kind: OutcomeKind.Status, Status: 401 or 403 };
}
