using System.Diagnostics;
using System.Net;

namespace SentinelPerf.Tests.Truth;

/// <summary>What a closed loop measured.</summary>
/// <param name="SuccessesPerSecond">Least-squares slope of successful completions over time: exact also where completions come in batches.</param>
/// <param name="Successes">Successful completions that were scored.</param>
/// <param name="Failures">Other completions that were scored.</param>
public sealed record ClosedLoopResult(double SuccessesPerSecond, int Successes, int Failures);

/// <summary>The plainest measurement of a capacity: so many requests in flight all the time. Its own code, so that it can judge the product's.</summary>
public static class ClosedLoop
{
    /// <summary>Keeps <paramref name="inFlight"/> requests in flight for <paramref name="duration"/>, after a quarter of it that is not scored.</summary>
    public static async Task<ClosedLoopResult> MeasureAsync(Uri url, int inFlight, TimeSpan duration, CancellationToken cancel) =>
        await MeasureAsync([url], inFlight, duration, cancel);

    /// <summary>The same over several addresses, drawn evenly.</summary>
    public static async Task<ClosedLoopResult> MeasureAsync(IReadOnlyList<Uri> urls, int inFlight, TimeSpan duration, CancellationToken cancel)
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
        var start = Stopwatch.GetTimestamp();
        var loops = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(n => LoopAsync(client, urls, n, start, duration * 1.25, cancel)));
        var scored = loops.SelectMany(l => l).Where(c => c.At > duration.TotalSeconds * 0.25).ToList();
        var successes = scored.Where(c => c.Success).Select(c => c.At).Order().ToArray();
        return new(Slope(successes), successes.Length, scored.Count - successes.Length);
    }

    private static async Task<List<(double At, bool Success)>> LoopAsync(
        HttpMessageInvoker client, IReadOnlyList<Uri> urls, int seed, long start, TimeSpan duration, CancellationToken cancel)
    {
        await Task.Yield();
        var random = new Random(seed);
        var completions = new List<(double At, bool Success)>(4096);
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            var success = false;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, urls[random.Next(urls.Count)]);
                using var response = await client.SendAsync(request, cancel);
                await response.Content.CopyToAsync(Stream.Null, cancel);
                success = response.StatusCode < HttpStatusCode.BadRequest;
            }
            catch (HttpRequestException)
            {
                // Counted as a failure below.
            }
            completions.Add((Stopwatch.GetElapsedTime(start).TotalSeconds, success));
        }
        return completions;
    }

    private static double Slope(double[] times)
    {
        if (times.Length < 2) return 0;
        var (meanAt, meanCount) = (times.Average(), (times.Length - 1) / 2.0);
        double above = 0, below = 0;
        for (var i = 0; i < times.Length; i++)
        {
            above += (times[i] - meanAt) * (i - meanCount);
            below += (times[i] - meanAt) * (times[i] - meanAt);
        }
        return below > 0 ? above / below : 0;
    }
}
