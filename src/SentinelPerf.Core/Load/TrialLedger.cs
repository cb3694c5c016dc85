namespace SentinelPerf.Load;

/// <summary>Where a request stands in its session. None: it stands alone.</summary>
[Flags]
internal enum SessionMark : byte
{
    None = 0,

    /// <summary>A step after the first: no arrival of its own.</summary>
    Later = 1,

    /// <summary>It succeeded and the session goes on: nothing that was offered is completed by it.</summary>
    Continues = 2,

    /// <summary>An earlier step of the session was late.</summary>
    Spoiled = 4,
}

/// <summary>What is known of one request. Times in nanoseconds on the run's clock.</summary>
internal struct LedgerEntry
{
    /// <summary>When it should start.</summary>
    public long Due;

    /// <summary>When it was sent; 0: never.</summary>
    public long Sent;

    /// <summary>When it ended; 0: not yet. Written last, so who sees it sees the rest.</summary>
    public long Done;

    public ushort Request;
    public ushort Url;
    public short Status;
    public OutcomeKind Outcome;
    public SessionMark Mark;

    /// <summary>Response time: completion − due.</summary>
    public readonly long Response => Done - Due;
}

/// <summary>
/// One entry per request of a trial, written once by the sending and once by the completing thread, so that recording needs neither locks
/// nor merging and scoring is one pass afterwards. In chunks that stay where they are, because a closed loop grows while it runs.
/// </summary>
internal sealed class TrialLedger
{
    private const int ChunkBits = 13;
    private const int ChunkSize = 1 << ChunkBits;
    private const int MaxChunks = 1 << 13;

    private readonly LedgerEntry[]?[] _chunks = new LedgerEntry[]?[MaxChunks];
    private readonly string?[] _details = new string?[(int)OutcomeKind.Aborted + 1];
    private int _next;

    /// <summary>Most requests a trial can hold: 67 million.</summary>
    public const int Capacity = MaxChunks * ChunkSize;

    /// <summary>Entries in use.</summary>
    public int Count => Math.Min(Volatile.Read(ref _next), Capacity);

    public ref LedgerEntry this[int slot] => ref _chunks[slot >> ChunkBits]![slot & (ChunkSize - 1)];

    /// <summary>The first detail reported for a kind of error.</summary>
    public string? DetailOf(OutcomeKind kind) => _details[(int)kind];

    public void KeepFirstDetail(OutcomeKind kind, string? detail)
    {
        if (detail is not null && _details[(int)kind] is null) Interlocked.CompareExchange(ref _details[(int)kind], detail, null);
    }

    /// <summary>Forgets the last trial and makes room for <paramref name="expected"/> entries.</summary>
    public void Reset(int expected)
    {
        for (var chunk = 0; chunk << ChunkBits < Count; chunk++) Array.Clear(_chunks[chunk]!);
        Array.Clear(_details);
        _next = 0;
        for (var chunk = 0; chunk << ChunkBits < expected; chunk++) Chunk(chunk);
    }

    /// <summary>Takes the next free entry; any thread. −1 when full.</summary>
    public int Take()
    {
        var slot = Interlocked.Increment(ref _next) - 1;
        if (slot >= Capacity) return -1;
        if (_chunks[slot >> ChunkBits] is null) Chunk(slot >> ChunkBits);
        return slot;
    }

    private void Chunk(int chunk)
    {
        if (Volatile.Read(ref _chunks[chunk]) is null) Interlocked.CompareExchange(ref _chunks[chunk], new LedgerEntry[ChunkSize], null);
    }
}
