namespace Tidegate.Traffic.Importers;

/// <summary>A column that delimited text should have.</summary>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Without">What follows where it is not there; empty where nothing can be read without it.</param>
/// <param name="Slots">The slots it fills; one of them is enough.</param>
internal sealed record ExpectedColumn(string Name, string Without, params int[] Slots)
{
    /// <summary>The column that names the customer, which is needed unless a default customer was given.</summary>
    public static ExpectedColumn Customer(string name, int slot, string defaultCustomer) =>
        new(name, defaultCustomer.Length > 0 ? "every record is the default customer's" : "", slot);
}
