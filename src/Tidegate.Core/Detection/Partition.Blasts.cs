namespace Tidegate.Detection;

/// <summary>Knows a honest look-alike: a list of the customer's own people, sent out sorted by number.</summary>
internal sealed partial class Partition
{
    /// <summary>
    /// Whether a customer's last messages climb through its numbers, over many blocks, and some of the numbers are old
    /// friends. A script that counts up stays in its block and knows nobody.
    /// </summary>
    private bool IsSortedBlast(int customer, long sequence)
    {
        const int Looked = 64;
        const int Furthest = 20_000;
        const ulong Far = 10;
        int pairs = 0, ups = 0, far = 0, known = 0, taken = 0;
        var blocks = new HashSet<ulong>();
        ulong later = 0;
        for (var s = sequence; s >= Log.First && sequence - s < Furthest && taken < Looked; s--)
        {
            ref var message = ref Log[s];
            if (message.Customer != customer) continue;
            taken++;
            if (!message.Has(MessageMarks.FirstSeen)) known++;
            blocks.Add(message.Destination / Block);
            if (later != 0 && later != message.Destination)
            {
                pairs++;
                if (later > message.Destination) ups++;
                if (Math.Max(later, message.Destination) - Math.Min(later, message.Destination) > Far) far++;
            }

            later = message.Destination;
        }

        var sorted = Math.Max(ups, pairs - ups) > 0.75 * pairs;
        return taken == Looked && sorted && far > 0.6 * pairs && blocks.Count >= 5 && known >= 0.05 * taken;
    }
}
