namespace Tidegate.Detection;

/// <summary>A part of the traffic that belongs to an incident: its messages are claimed for it.</summary>
/// <param name="Incident">Number of the incident.</param>
/// <param name="Network">Network id, or 0 for any.</param>
/// <param name="From">First number of the range; the range lies in one 10,000-block, or covers whole ones.</param>
/// <param name="To">Last number of the range.</param>
/// <param name="Customers">Customers, sorted; empty means any.</param>
/// <param name="Onset">Second from which on a number's first message makes it part of the attack.</param>
internal sealed record Watch(int Incident, int Network, ulong From, ulong To, int[] Customers, int Onset)
{
    /// <summary>Whether its messages are blocked, and so feed no evidence.</summary>
    public bool Blocks { get; set; }

    /// <summary>
    /// Numbers that it must refuse yet, each for the first time, before it tells that the attacker is at work there: of a block that was put up because a
    /// campaign was expected, what comes may as well be people.
    /// </summary>
    public int Unproven { get; set; }

    /// <summary>Event time of the first of the refused numbers that count towards that, Unix ms.</summary>
    public long ProvingSince { get; set; }

    public bool Covers(in Message message, int firstSeen) =>
        message.Destination >= From && message.Destination <= To
        && (Network == 0 || message.Network == Network)
        && (Customers.Length == 0 || Array.BinarySearch(Customers, message.Customer) >= 0)
        && firstSeen >= Onset;
}
