using System.Buffers.Binary;
using System.Globalization;
using SentinelPerf.Measurement;

namespace SentinelPerf.Traffic;

/// <summary>Makes a value each time a request is sent. The same bits give the same value, on every machine.</summary>
public abstract record ValueGenerator
{
    /// <summary>The value of 64 random bits.</summary>
    public abstract string Make(ulong bits);

    /// <summary>What it makes, for people: <c>1 to 1000</c>.</summary>
    public abstract string Description { get; }
}

/// <summary>Whole numbers, each as likely as every other.</summary>
/// <param name="First">Least.</param>
/// <param name="Last">Greatest, ≥ <paramref name="First"/>.</param>
/// <param name="Step">Distance from one to the next, ≥ 1.</param>
public sealed record NumberRange(long First, long Last, long Step = 1) : ValueGenerator
{
    /// <summary>How many numbers there are; at most 2⁶³ − 1.</summary>
    public long Count => (long)UInt128.Min((UInt128)((Int128)Last - First) / (ulong)Step + 1, long.MaxValue);

    /// <inheritdoc/>
    public override string Make(ulong bits) => At((long)Math.BigMul(bits, (ulong)Count, out _));

    /// <summary>The number at a place from 0.</summary>
    public string At(long index) => ((long)((Int128)First + (Int128)index * Step)).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"{First} to {Last}") + (Step == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" by {Step}"));
}

/// <summary>Random UUIDs of version 4 (RFC 9562).</summary>
public sealed record RandomUuid : ValueGenerator
{
    /// <inheritdoc/>
    public override string Make(ulong bits)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, SeededRandom.At(bits, 0));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], SeededRandom.At(bits, 1));
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }

    /// <inheritdoc/>
    public override string Description => "random UUIDs";
}

/// <summary>Random texts of small letters and digits.</summary>
/// <param name="Length">Characters, 1 to <see cref="MostLength"/>.</param>
public sealed record RandomText(int Length) : ValueGenerator
{
    /// <summary>Most characters.</summary>
    public const int MostLength = 10_000;

    /// <summary>Characters when nothing is said.</summary>
    public const int DefaultLength = 8;

    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <inheritdoc/>
    public override string Make(ulong bits) => string.Create(Length, bits, static (text, seed) =>
    {
        for (var i = 0; i < text.Length; i++) text[i] = Letters[(int)Math.BigMul(SeededRandom.At(seed, (ulong)i), (ulong)Letters.Length, out _)];
    });

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"random texts of {Length} characters");
}
