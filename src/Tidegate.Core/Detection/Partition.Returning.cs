namespace Tidegate.Detection;

/// <summary>People who get a code ask for another one now and then: they mistyped, waited too long, come back. Who is paid for messages goes on to the next number.</summary>
/// <remarks>
/// It is asked where no feed can tell, of what comes in many times the usual number wherever a customer's people are. At a market's opening people come back less than
/// elsewhere; but such a market is one network, or some, and not where all its people are.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>Nats of people who do not come back under which a surge is a customer's good day.</summary>
    private const double NobodyReturns = 6;

    /// <summary>Milliseconds after which a customer's day is looked through again.</summary>
    private const long ReturningLookAgain = 30_000;

    /// <summary>Part of a customer's new numbers that must come back for it to say anything that some do not.</summary>
    private const double LeastComingBack = 0.02;

    private const string ReturningChannel = "returning";

    /// <summary>Within what time (ms) a second message counts.</summary>
    private const long ComesBackWithin = 30 * 60_000;

    private static bool RestsOnReturning(Alert alert) => alert.Evidence.Any(IsReturning);

    private static bool IsReturning(ChannelEvidence evidence) => evidence.Channel == ReturningChannel;

    // Nats by which people who come back are missing among the new numbers of a customer's surge; null where its day before tells too little, or where the surge is not
    // where its people are.
    private ChannelEvidence? Returning(in Group all)
    {
        const int LeastNew = 30;
        const int LeastOfDay = 3;
        const double MostOfFraud = 0.03; // of numbers that are drawn, up to one in a hundred came twice
        const double LeastDue = 3 / MostOfFraud;
        const int Passing = 2;
        const long HoursAgo = 6 * 3_600_000;
        var first = FirstMessagesOf(all.RootId);
        var surge = SurgeOf(all, first.ConvertAll(f => f.Sequence));
        var before = first.FindAll(f => Log[f.Sequence].Time <= Now - HoursAgo && !Log[f.Sequence].Has(MessageMarks.Claimed));
        for (var passing = 0; passing < Passing && WithoutUnusualHour(before); passing++) { }
        var delays = DelaysOf(before);
        if (surge.Count == 0 || before.Count < LeastNew || delays.Count < Math.Max(LeastOfDay, LeastComingBack * before.Count) || !AreWhere(before.ConvertAll(f => f.Sequence), surge)) return null;
        var due = surge.Sum(s => UpTo(delays, Now - Log[s].Time)) / (double)delays.Count; // of so many it would be known by now
        var observed = first.Take(surge.Count).Count(f => f.Delay <= ComesBackWithin);
        if (due < LeastDue || observed >= MostOfFraud * due) return null;
        var atLeast = 1 - (1 / Math.Sqrt(delays.Count)); // by a standard error: few may have come back by chance
        var expected = atLeast * due * delays.Count / before.Count;
        return new ChannelEvidence(ReturningChannel, observed, expected, ReturningOdds(observed, expected));
    }

    // Nats by which those who come back are missing: of people at least six of ten that are expected come, of fraud one at most.
    private static double ReturningOdds(double observed, double expected)
    {
        const double People = 0.6;
        const double Fraud = 0.1;
        return (observed * Math.Log(Fraud / People)) + (expected * (People - Fraud));
    }

    // Leaves out the hour in which most came back, if that was no hour like the others: codes came late.
    private bool WithoutUnusualHour(List<(long Sequence, long Delay)> first)
    {
        const double Unusual = 12; // nats
        if (first.Count == 0) return false;
        var hours = first.GroupBy(f => Log[f.Sequence].Time / 3_600_000).Select(h => (Hour: h.Key, New: h.Count(), Back: h.Count(f => f.Delay <= ComesBackWithin))).ToList();
        var most = hours.MaxBy(h => h.Back);
        var usual = most.New * (double)(hours.Sum(h => h.Back) - most.Back) / Math.Max(1, first.Count - most.New);
        return Surprise(most.Back, Math.Max(1, usual)) >= Unusual && first.RemoveAll(f => Log[f.Sequence].Time / 3_600_000 == most.Hour) > 0;
    }

    // Of a customer's first messages to numbers, newest first, those that are a surge.
    private List<long> SurgeOf(in Group all, List<long> first)
    {
        const long Longest = 3 * 3_600_000;
        var surge = first.FindAll(s => Now - Log[s].Time <= Longest);
        _ = CutToSurprise(surge, Math.Max(LeastUsual, all.RateHoursAgo(LeastAge) / 1000));
        return surge;
    }

    // The first codes that a customer sent to numbers in a day, newest first, and after how long (ms) the second one came. Who was refused could not come back, and who
    // is sent a notice has no code to ask for again.
    private List<(long Sequence, long Delay)> FirstMessagesOf(int customer)
    {
        const int Furthest = 4_000_000;
        const long Day = 24 * 3_600_000;
        var tries = new Tries();
        foreach (var s in Back(Likeness.Any.Of(customer), Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Time < Now - Day) break;
            if (message.Customer != customer || message.Has(MessageMarks.Marketing) || KindOf(message) is not Kind.Codes) continue;
            tries.Take(message, s, message.Has(MessageMarks.FirstSeen) && (!message.Has(MessageMarks.Blocked) || message.Has(MessageMarks.Answered)));
        }

        return tries.First;
    }

    // Whether messages lie in the same networks as others, for the most part.
    private bool AreWhere(List<long> others, List<long> messages)
    {
        const double Alike = 0.6;
        var there = others.CountBy(s => Log[s].Network).ToDictionary();
        return messages.CountBy(s => Log[s].Network).Sum(n => Math.Min(n.Value / (double)messages.Count, there.GetValueOrDefault(n.Key) / (double)others.Count)) >= Alike;
    }

    // The delays of those who came back, the shortest first.
    private static List<long> DelaysOf(List<(long Sequence, long Delay)> tries)
    {
        var delays = tries.ConvertAll(t => t.Delay);
        delays.RemoveAll(d => d > ComesBackWithin);
        delays.Sort();
        return delays;
    }

    // How many of some delays, the shortest first, are no longer than a time.
    private static int UpTo(List<long> delays, long time)
    {
        var (low, high) = (0, delays.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (delays[middle] <= time) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
