using System.Collections.Immutable;
using System.Globalization;
using SentinelPerf.Diagnostics;

namespace SentinelPerf.Targets;

/// <summary>
/// Keeps a token fresh while requests are under way: asks again at 80 % of its life, and when the target refuses it, on a task of its own.
/// A token that cannot be renewed is used on.
/// </summary>
internal sealed class TokenKeeper : IAsyncDisposable
{
    /// <summary>Share of a token's life after which the next is asked for.</summary>
    public const double RenewAt = 0.8;

    /// <summary>Time between two askings, however often the target refuses or the server fails.</summary>
    public static readonly TimeSpan LeastBetween = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_shortestLife = TimeSpan.FromSeconds(1);
    private readonly TokenEndpoint _endpoint;
    private readonly SecretMask _secrets;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _keeping = Task.CompletedTask;
    private string? _firstFailure;
    private int _failures;

    private TokenKeeper(TokenEndpoint endpoint, SecretMask secrets, TimeProvider time)
    {
        (_endpoint, _secrets, _time) = (endpoint, secrets, time);
        Headers = new([], () => Volatile.Read(ref _refused).TrySetResult());
    }

    /// <summary>The header with the token as it is now.</summary>
    public RequestHeaders Headers { get; }

    /// <summary>A warning when the token could not be renewed at some time; else empty.</summary>
    public ImmutableArray<Problem> Problems => Volatile.Read(ref _failures) is var failures and > 0
        ? [Problem.Warning(DiagnosticCodes.TokenNotRenewed, string.Create(CultureInfo.InvariantCulture,
            $"{DiagnosticCodes.TokenNotRenewed.Title} ({failures} time{(failures == 1 ? "" : "s")}); the one before was used on: {_firstFailure}. {DiagnosticCodes.TokenNotRenewed.Remedy}"))]
        : [];

    /// <summary>Gets the first token and begins to keep it.</summary>
    /// <exception cref="SentinelException">SP1020 there is none.</exception>
    public static async Task<TokenKeeper> StartAsync(TokenEndpoint endpoint, SecretMask secrets, TimeProvider time, CancellationToken cancel)
    {
        var keeper = new TokenKeeper(endpoint, secrets, time);
        try
        {
            var first = await endpoint.AskAsync(cancel);
            if (first.Token is null)
                throw new SentinelException(Problem.Error(DiagnosticCodes.TokenNotIssued, $"{DiagnosticCodes.TokenNotIssued.Title}: {first.Failure}. {DiagnosticCodes.TokenNotIssued.Remedy}"));
            keeper.Use(first.Token);
            keeper._keeping = keeper.KeepAsync(first.Life);
            return keeper;
        }
        catch
        {
            await keeper.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        _stop.Dispose();
        _endpoint.Dispose();
    }

    private async Task KeepAsync(TimeSpan? life)
    {
        try
        {
            while (true)
            {
                var asked = _time.GetTimestamp();
                await WaitAsync(life is { } known ? Longer(known * RenewAt, s_shortestLife) : Timeout.InfiniteTimeSpan);
                // Refused before that: wait out the rest of the time between two askings.
                if (_refused.Task.IsCompleted && LeastBetween - _time.GetElapsedTime(asked) is { Ticks: > 0 } rest) await Task.Delay(rest, _time, _stop.Token);
                var answer = await _endpoint.AskAsync(_stop.Token);
                if (answer.Token is not null) Use(answer.Token);
                else
                {
                    _firstFailure ??= answer.Failure;
                    Interlocked.Increment(ref _failures);
                }
                life = answer.Token is not null ? answer.Life : LeastBetween / RenewAt;
                Volatile.Write(ref _refused, new(TaskCreationOptions.RunContinuationsAsynchronously));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // disposed
        }
    }

    private async Task WaitAsync(TimeSpan longest)
    {
        try
        {
            await _refused.Task.WaitAsync(longest, _time, _stop.Token);
        }
        catch (TimeoutException)
        {
            // nobody refused it: the time to renew it has come
        }
    }

    private void Use(string token)
    {
        _secrets.Add(token);
        Headers.Replace([new("Authorization", "Bearer " + token)]);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
