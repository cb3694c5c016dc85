using System.Collections.Immutable;

namespace WebApiUnderTest.Catalogue;

/// <summary>All items, in memory; the same ones at every start.</summary>
public sealed class ItemCatalogue
{
    /// <summary>How many items the shop sells.</summary>
    public const int Count = 2_000;

    private static readonly string[] Materials = ["Oak", "Pine", "Steel", "Glass", "Linen", "Marble", "Walnut", "Bamboo"];
    private static readonly string[] Kinds = ["chair", "table", "lamp", "shelf", "desk", "sofa", "mirror", "stool", "bench", "cabinet"];
    private static readonly string[] Rooms = ["kitchen", "bedroom", "office", "garden", "hall"];

    /// <summary>Every item, by id.</summary>
    public ImmutableArray<Item> All { get; } = [.. Enumerable.Range(1, Count).Select(Make)];

    /// <summary>The item with this id, or null.</summary>
    public Item? Find(int id) => id >= 1 && id <= All.Length ? All[id - 1] : null;

    /// <summary>One page of the catalogue; an empty one behind the last.</summary>
    public ItemPage Page(int page, int size)
    {
        var first = (long)(Math.Max(1, page) - 1) * Math.Clamp(size, 1, 100);
        return new(Math.Max(1, page), All.Length, [.. All.Skip((int)Math.Min(first, All.Length)).Take(Math.Clamp(size, 1, 100))]);
    }

    private static Item Make(int id)
    {
        var (material, kind, room) = (Materials[id % Materials.Length], Kinds[id / 3 % Kinds.Length], Rooms[id / 7 % Rooms.Length]);
        return new(id, $"{material} {kind} {id}", room, $"A {kind} of {material.ToLowerInvariant()} for your {room}.", 10 + id % 97 * 3.5m);
    }
}

/// <summary>One page of items.</summary>
/// <param name="Number">Page number, from 1.</param>
/// <param name="Total">Items on all pages.</param>
/// <param name="Items">Items of this page.</param>
public sealed record ItemPage(int Number, int Total, ImmutableArray<Item> Items);
