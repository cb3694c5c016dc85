using System.Collections.Immutable;
using SentinelPerf.Measurement;
using SentinelPerf.Planning;

namespace SentinelPerf.Load;

/// <summary>
/// Draws a request by weight and one of its URLs. The draw depends on the seed and the arrival's number only, so that a closed loop
/// whose completions come in any order from many threads still sends the same mix.
/// </summary>
internal sealed class RequestMix
{
    private readonly double[] _cumulative;
    private readonly int[] _urls;

    public RequestMix(ImmutableArray<PlannedRequest> requests)
    {
        if (requests.IsDefaultOrEmpty) throw new ArgumentException("A plan without requests cannot be sent.", nameof(requests));
        if (requests.Length > ushort.MaxValue) throw new ArgumentException("A plan has at most 65,535 requests.", nameof(requests));
        _cumulative = new double[requests.Length];
        _urls = [.. requests.Select(r => Math.Min(r.Urls.Length, ushort.MaxValue))];
        var total = requests.Sum(r => r.Weight);
        double sum = 0;
        for (var i = 0; i < requests.Length; i++) _cumulative[i] = (sum += requests[i].Weight) / total;
        _cumulative[^1] = 1;
    }

    public (ushort Request, ushort Url) Draw(ulong seed, long index)
    {
        var bits = SeededRandom.At(seed, (ulong)index);
        var request = 0;
        if (_cumulative.Length > 1)
        {
            request = Array.BinarySearch(_cumulative, SeededRandom.ToUnit(bits));
            request = request < 0 ? ~request : request + 1;
        }
        var urls = _urls[request];
        var url = urls == 1 ? 0 : (int)Math.BigMul(SeededRandom.At(bits, 1), (ulong)urls, out _);
        return ((ushort)request, (ushort)url);
    }
}
