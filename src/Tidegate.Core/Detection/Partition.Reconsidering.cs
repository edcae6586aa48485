namespace Tidegate.Detection;

/// <summary>What the messages that an answered alert rests on turned out to be: their codes are known some minutes after it.</summary>
internal sealed partial class Partition
{
    // Until when a campaign is not expected, by customer and network: it was, and people came instead.
    private readonly Dictionary<(int Customer, int Network), long> _unexpected = [];

    /// <summary>The messages that answered alerts rested on in some ranges, as far as they are held.</summary>
    /// <param name="ranges">The ranges.</param>
    /// <param name="customers">Their customers; empty for any.</param>
    /// <param name="onset">Time from which on, Unix ms.</param>
    /// <param name="until">Time of the alert, Unix ms.</param>
    public List<long> AnsweredIn(IReadOnlyList<SuspectRange> ranges, IReadOnlyList<int> customers, long onset, long until)
    {
        const int Most = 200;
        const int MostBlocks = 100;
        var found = new List<long>();
        var blocks = 0;
        foreach (var range in ranges)
        {
            if (range.IsWide && customers is [var customer])
            {
                found.AddRange(AnsweredIn(range, customer, onset, until).Take(Most - found.Count));
                continue;
            }

            for (var block = range.From / Block; block <= range.To / Block && blocks < MostBlocks; block++, blocks++)
            {
                for (var s = NewestInBlock(GroupAt(range.Group), block); Log.HoldsInBlock(s, block) && found.Count < Most; s = Log.PreviousInBlock(s))
                {
                    ref var message = ref Log[s];
                    if (message.Time < onset) break;
                    if (message.Has(MessageMarks.Answered) && message.Time <= until && (customers.Count == 0 || customers.Contains(message.Customer))) found.Add(s);
                }
            }
        }

        return found;
    }

    private IEnumerable<long> AnsweredIn(SuspectRange range, int customer, long onset, long until)
    {
        var like = Likeness.Any.First.Of(customer).To(range.Network);
        for (var s = Log.Previous(like, Log.Next, Log.First); s >= 0 && Log[s].Time >= onset; s = Log.Previous(like, s, Log.First))
            if (IsAnswered(Log[s])) yield return s;

        bool IsAnswered(in Message message) =>
            message.Customer == customer && message.Network == range.Network && message.Destination >= range.From && message.Destination <= range.To
            && message.Has(MessageMarks.Answered) && message.Time <= until;
    }

    /// <summary>Whether nobody messaged a range's block until a few hours ago.</summary>
    public bool IsYoung(SuspectRange range) => IsYoung(ref _groups[range.Group], range.From, SecondOf(Now));

    /// <summary>Nats by which the codes of messages are missing; below zero where they were entered.</summary>
    public double CodesMissingOf(List<long> messages) => Conversions(messages).LogOdds;

    /// <summary>Whether messages go through one supplier that their network is usually not reached through.</summary>
    public bool AreMadeInTransit(int network, List<long> messages) => OneSupplierOdds(_groups[_groups.Find(Root.All, 0, network)], messages) > OneSupplier;

    /// <summary>Whether a customer's campaign (0: one through any) is known to have codes entered.</summary>
    public bool FakesCodes(int customer) => (_fakes.TryGetValue(customer, out var until) || _fakes.TryGetValue(0, out until)) && until > Now;

    /// <summary>Takes back that messages were part of an attack: their places learn them, and those that come after are weighed beside them.</summary>
    public void TakeBack(List<long> messages)
    {
        foreach (var s in messages)
        {
            ref var message = ref Log[s];
            message.Marks &= ~(MessageMarks.Blocked | MessageMarks.Answered);
            _known.Refuse(KnownNumbers.Key(message.Customer, message.Destination), refused: false);
        }

        Acquit(messages);
    }

    /// <summary>Expects a customer's campaign in a network no longer, until it is seen there again.</summary>
    public void Unexpect(int customer, int network)
    {
        _anticipated.Remove((customer, network));
        _unexpected[(customer, network)] = Now + AnticipatedFor;
    }

    /// <summary>Expects no campaign of customers (of any, if none are given) any more: there was none.</summary>
    public void Unexpect(IReadOnlyList<int> customers)
    {
        foreach (var customer in customers.Count == 0 ? [0] : customers)
        {
            foreach (var expected in _anticipated.Keys.Where(k => k.Customer == customer).ToList()) _anticipated.Remove(expected);
            _refused.Remove(customer);
            _fakes.Remove(customer);
        }
    }
}
