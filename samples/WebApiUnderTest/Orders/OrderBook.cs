using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using WebApiUnderTest.Catalogue;

namespace WebApiUnderTest.Orders;

/// <summary>All orders, in memory: the same 500 at every start, and those placed since (the oldest of them are forgotten).</summary>
public sealed class OrderBook
{
    private const int Seeded = 500;
    private const int Kept = 10_000;

    private readonly ConcurrentDictionary<Guid, Order> _orders = new();
    private readonly ConcurrentQueue<Guid> _placed = new();
    private readonly ItemCatalogue _catalogue;
    private readonly TimeProvider _time;

    /// <summary>Opens the book with its seeded orders.</summary>
    public OrderBook(ItemCatalogue catalogue, TimeProvider time)
    {
        (_catalogue, _time) = (catalogue, time);
        var start = new DateTimeOffset(2025, 1, 1, 8, 0, 0, TimeSpan.Zero);
        for (var number = 1; number <= Seeded; number++)
        {
            var lines = ImmutableArray.Create(new OrderLine(number, 1 + number % 3), new OrderLine(number + Seeded, 1));
            var id = SeededId(number);
            _orders[id] = new(id, start.AddMinutes(number), lines, Price(lines));
        }
    }

    /// <summary>Id of a seeded order, 1–500.</summary>
    public static Guid SeededId(int number) => Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"0f8fad5b-d9cb-469f-a165-{number:d12}"));

    /// <summary>The order with this id, or null.</summary>
    public Order? Find(Guid id) => _orders.GetValueOrDefault(id);

    /// <summary>Places an order; null when an item does not exist.</summary>
    public Order? Place(NewOrder order)
    {
        if (order.Lines.Any(line => _catalogue.Find(line.ItemId) is null)) return null;
        var placed = new Order(Guid.NewGuid(), _time.GetUtcNow(), [.. order.Lines], Price(order.Lines));
        _orders[placed.Id] = placed;
        _placed.Enqueue(placed.Id);
        if (_placed.Count > Kept && _placed.TryDequeue(out var oldest)) _orders.TryRemove(oldest, out _);
        return placed;
    }

    private decimal Price(IEnumerable<OrderLine> lines) => lines.Sum(line => line.Pieces * (_catalogue.Find(line.ItemId)?.Price ?? 0));
}
