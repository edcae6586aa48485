namespace Tidegate.Incidents;

/// <summary>Questions about scopes.</summary>
internal static class ScopeAlgebra
{
    /// <summary>Whether all that an inner scope covers is covered by an outer one too, as far as names and ranges tell.</summary>
    public static bool Contains(Scope outer, Scope inner) =>
        Holds(outer.Customers, inner.Customers) && Holds(outer.Senders, inner.Senders) && Holds(outer.Suppliers, inner.Suppliers)
        && Holds(outer.Networks, inner.Networks)
        && (outer.Ranges.Count == 0 || (inner.Ranges.Count > 0 && inner.Ranges.All(i => outer.Ranges.Any(o => o.From <= i.From && i.To <= o.To))));

    private static bool Holds(IReadOnlyList<string> outer, IReadOnlyList<string> inner) =>
        outer.Count == 0 || (inner.Count > 0 && inner.All(outer.Contains));
}
