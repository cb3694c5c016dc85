using System.Text;
using SentinelPerf.Load;
using SentinelPerf.Planning;

namespace SentinelPerf.Core.Tests.Load;

/// <summary>The end of one request, with its answer copied while it was there.</summary>
internal sealed class KeptAnswer : ICompletionSink
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RequestOutcome Outcome { get; private set; }

    public string Body { get; private set; } = "";

    public long BodyBytes { get; private set; }

    /// <summary>All of it, with header names in one case and sorted.</summary>
    public string Text { get; private set; } = "";

    public static async Task<KeptAnswer> SendAsync(IRequestSender sender, int request, RenderedRequest? content)
    {
        var kept = new KeptAnswer();
        if (content is null) sender.Send(request, 0, 0, kept);
        else sender.Send(request, content, 0, kept);
        await kept._done.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        return kept;
    }

    public void Complete(int slot, in RequestOutcome outcome)
    {
        Outcome = outcome with { Response = null };
        Text = $"{outcome.Kind} {outcome.Status} nothing";
        if (outcome.Response is { } response)
        {
            (Body, BodyBytes) = (Encoding.Latin1.GetString(response.Body.Span), response.BodyBytes);
            var headers = response.Headers.OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase).Select(h => $"{h.Key.ToUpperInvariant()}={h.Value}");
            Text = $"{outcome.Kind} {outcome.Status} {response.Status} {string.Join(';', headers)} {BodyBytes} {Body}";
        }
        _done.SetResult();
    }
}
