using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace WebApiUnderTest.Orders;

/// <summary>Something a customer bought.</summary>
/// <param name="Id">Its number.</param>
/// <param name="PlacedAt">When.</param>
/// <param name="Lines">What and how many.</param>
/// <param name="Total">Price of everything.</param>
public sealed record Order(Guid Id, DateTimeOffset PlacedAt, ImmutableArray<OrderLine> Lines, decimal Total);

/// <summary>One line of an order.</summary>
/// <param name="ItemId">Item of the catalogue.</param>
/// <param name="Pieces">How many.</param>
public sealed record OrderLine([Range(1, int.MaxValue)] int ItemId, [Range(1, 100)] int Pieces);

/// <summary>What a customer sends to buy something.</summary>
/// <param name="Lines">What and how many; at least one line.</param>
public sealed record NewOrder([Required, MinLength(1)] IReadOnlyList<OrderLine> Lines);

/// <summary>An order as a customer sees it.</summary>
/// <param name="Order">The order.</param>
/// <param name="CanShipNow">Whether the warehouse has the first line on the shelf.</param>
public sealed record OrderStatus(Order Order, bool CanShipNow);
