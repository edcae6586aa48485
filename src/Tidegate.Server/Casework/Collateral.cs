using Tidegate.Detection;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Traffic;

namespace Tidegate.Server.Casework;

/// <summary>Honest messages of one customer.</summary>
public sealed record CustomerCollateral(string Customer, long Messages);

/// <summary>
/// What a decision of some scope would have hit, had it been in force over the messages still in memory: the detection window, of it the
/// newest million. Honest is what belongs to no incident, or whose code was used.
/// </summary>
public sealed record Collateral
{
    private const long MostMessages = 1_000_000;
    private const int MostCustomers = 5;

    /// <summary>Time of the oldest message that was looked at; null when there was none.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Messages that it would have hit.</summary>
    public required long Messages { get; init; }

    /// <summary>Of those, messages of incidents whose code nobody used.</summary>
    public required long InIncidents { get; init; }

    /// <summary>Of those, honest messages.</summary>
    public required long Honest { get; init; }

    /// <summary>Of the honest, those whose code was used.</summary>
    public required long Converted { get; init; }

    /// <summary>Distinct numbers of the honest.</summary>
    public required long Numbers { get; init; }

    /// <summary>Messages within the scope that would pass, for the customer had messaged the number before.</summary>
    public required long Spared { get; init; }

    /// <summary>Whose the honest messages are, heaviest first.</summary>
    public required IReadOnlyList<CustomerCollateral> Customers { get; init; }

    /// <summary>Reads the hot window backwards, on the detection thread.</summary>
    internal static Collateral Of(LivePartition live, Scope scope)
    {
        var partition = live.Replay.Partition;
        var covered = new ScopeMatcher(scope, partition.Names);
        var sparesBefore = scope.ExceptKnownBefore is { } time ? Partition.SecondOf(time.ToUnixTimeMilliseconds()) : int.MinValue;
        var (log, oldest) = (partition.Log, long.MaxValue);
        var (hit, honest, converted, spared) = (0L, 0L, 0L, 0L);
        var (numbers, customers) = (new HashSet<ulong>(), new Dictionary<int, long>());
        for (var s = log.Next - 1; s >= log.First && log.Next - s <= MostMessages; s--)
        {
            ref var message = ref log[s];
            oldest = Math.Min(oldest, message.Time);
            if (!covered.Covers(message)) continue;
            if (sparesBefore != int.MinValue && partition.KnownSince(message.Customer, message.Destination) is var since && since != KnownNumbers.New && since < sparesBefore)
            {
                spared++;
                continue;
            }

            hit++;
            if (message.Has(MessageMarks.Claimed) && !message.Has(MessageMarks.Converted)) continue;
            honest++;
            if (message.Has(MessageMarks.Converted)) converted++;
            numbers.Add(message.Destination);
            customers[message.Customer] = customers.GetValueOrDefault(message.Customer) + 1;
        }

        return new Collateral
        {
            Since = oldest == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(oldest),
            Messages = hit,
            InIncidents = hit - honest,
            Honest = honest,
            Converted = converted,
            Numbers = numbers.Count,
            Spared = spared,
            Customers = [.. customers.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(MostCustomers).Select(c => new CustomerCollateral(partition.Names.Customers[c.Key], c.Value))],
        };
    }
}
