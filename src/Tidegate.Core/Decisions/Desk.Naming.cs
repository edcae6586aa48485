using Tidegate.Incidents;
using Tidegate.Traffic;

namespace Tidegate.Decisions;

/// <summary>Who is named as a carrier of an incident. Customers are not left out: each of them is hit, and told.</summary>
internal sealed partial class Desk
{
    private static List<string> Listed(CarrierCounts seen, NameTable names) => [.. seen.Named.Select(c => names[c])];
}
