namespace WebApiUnderTest.Catalogue;

/// <summary>Something the shop sells.</summary>
/// <param name="Id">Number in the catalogue, from 1.</param>
/// <param name="Name">What it is called: <c>Oak chair 17</c>.</param>
/// <param name="Category">Shelf it stands on.</param>
/// <param name="Description">One sentence for the shop window.</param>
/// <param name="Price">Price in the shop's currency.</param>
public sealed record Item(int Id, string Name, string Category, string Description, decimal Price);
