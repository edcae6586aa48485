namespace Tidegate.Detection;

/// <summary>Attacks in proportion to a customer's honest traffic: they are wherever its people are, and in no range more than in another.</summary>
/// <remarks>
/// Nothing tells where they are. But when many times what the customer's people send goes to numbers that it has never messaged, and nobody enters a code, then a
/// block of its new numbers hits few people beside the attack, wherever they lie.
/// </remarks>
internal sealed partial class Partition
{
    /// <summary>How many times what the customer's people send must come: where they are, each of them is refused who is new.</summary>
    private const double MuchMore = 20;

    /// <summary>Messages in a network from which it is answered there.</summary>
    private const int LeastOfEverywhere = 2;

    /// <summary>Messages from which it is followed to another, nats that so many are a surprise there, and new numbers an hour that are usual there at most: few messages of people come close together by chance.</summary>
    private const int LeastToFollow = 3;
    private const double SurpriseWhereFollowed = 12;
    private const double MostWhereFollowed = 5;

    /// <summary>Networks from which on a campaign is taken to go to any.</summary>
    private const int NetworksOfEverywhere = 4;

    // What is seen of a customer all over its traffic, one alert for each network where people are few enough, most hit first; null where they are in none.
    private Alert? AnswerEverywhere(Alert alert)
    {
        ref var all = ref _groups[alert.Group];
        if (Now - Counts.From < Settled) return null;
        var lately = Lately(alert);
        var onset = Log[lately[^1]].Time;
        if (!IsBeyond(all, lately.Count, onset, MuchMore)) return null;
        var codes = Conversions(lately);
        if (!RestsOnReturning(alert) && (!FewArePeople(codes.Observed, codes.Expected, LeastExcess) || AreKnownSilent(all, onset))) return null;
        var season = Season(all, onset);
        if (!IsBeyond(all, lately.Count, onset, MuchMore * season)) return null;
        var told = alert with
        {
            LogOdds = alert.LogOdds + codes.LogOdds - alert.Evidence.Where(e => e.Channel == codes.Channel).Sum(e => e.LogOdds),
            Evidence = codes.Expected > 0 ? [.. alert.Evidence.Where(e => e.Channel != codes.Channel), codes] : alert.Evidence,
            Onset = onset,
            NewSince = onset,
            Before = [],
            Blockable = true,
            IsEverywhere = true,
        };
        var answers = new List<Alert>();
        foreach (var there in lately.GroupBy(s => Log[s].Network).Select(n => n.ToList()).OrderByDescending(n => n.Count))
        {
            if (OwnGroup(Log[there[0]]) is not (var own and not 0) || !IsAllOverNetwork(own, there, onset, LeastExcess * season)) continue;
            answers.Add(told with { Network = Log[there[0]].Network, Group = own, Ranges = NetworkOf(there, own), Messages = there });
        }

        return answers.Count == 0 ? null : answers[0] with { Elsewhere = answers[1..] };
    }

    // The alert's messages, newest first; where it rests on as many as are looked at, those are seconds old at a large customer, and no codes are due yet: the last minutes'.
    private List<long> Lately(Alert alert)
    {
        const int Most = 4000;
        const long Minutes = 10 * 60_000;
        ref var all = ref _groups[alert.Group];
        if (RestsOnReturning(alert)) return SurgeOf(all, FirstMessagesOf(all.RootId).ConvertAll(f => f.Sequence));
        if (alert.Messages.Count + alert.Before.Count < MostOfNetwork) return [.. alert.Messages];
        var lately = new List<long>();
        foreach (var s in Back(Like(all), alert.Messages[0], 100 * Most))
        {
            if (lately.Count == Most || Log[s].Time < Math.Min(alert.Onset, Now - Minutes)) break;
            if (BelongsTo(ref all, Log[s])) lately.Add(s);
        }

        _ = TakeOutBefore(OnsetOf(lately, all, []), lately);
        return lately;
    }

    // Whether codes are missing of what the customer sends to numbers that it knew before, too: then it is its feed that is late, or out.
    private bool AreKnownSilent(in Group all, long since)
    {
        const double Least = 1.5;
        const double Part = 0.25;
        var codes = CodesOfKnown(all.RootId, since, network: null);
        return codes.Expected >= Least && codes.Observed < Part * codes.Expected;
    }

    // Codes of what a customer sent since some time to numbers that it knew before. An attacker's second message to a number of his own says nothing.
    private ChannelEvidence CodesOfKnown(int customer, long since, int? network)
    {
        const int Furthest = 400_000;
        var known = new List<long>();
        var like = network is { } only ? Likeness.Any.Of(customer).To(only) : Likeness.Any.Of(customer);
        foreach (var s in Back(like, Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            if (message.Time < since) break;
            if (message.Customer == customer && (network is null || message.Network == network) && !message.Has(MessageMarks.FirstSeen) && _known.Since(KnownNumbers.Key(message.Customer, message.Destination)) < SecondOf(since)) known.Add(s);
        }

        return Conversions(known);
    }

    // How many times its mean rate a customer's people have sent in the busy hours of the day before a time: an attack at night lasts until the morning. What was busy for
    // an hour or two is something else.
    private double Season(in Group all, long before)
    {
        const int Furthest = 4_000_000;
        const long Hour = 3_600_000;
        const int Day = 24;
        const int Passing = 2;
        var hours = new int[Day];
        foreach (var s in Back(Likeness.Any.First.Of(all.RootId), Log.Next - 1, Furthest))
        {
            ref var message = ref Log[s];
            var hour = (before - message.Time) / Hour;
            if (hour >= Day) break;
            if (message.Time < before && message.Customer == all.RootId && message.Has(MessageMarks.FirstSeen) && !message.Has(MessageMarks.Claimed) && !message.Has(MessageMarks.Marketing)) hours[hour]++;
        }

        return Math.Max(1, hours.OrderDescending().ElementAt(Passing) / 3600.0 / all.RateHoursAgo(LeastAge));
    }

    // A campaign that goes everywhere and is at work, in a network where it has not been seen yet.
    private Alert? FollowEverywhere(long sequence)
    {
        ref var message = ref Log[sequence];
        var ahead = Anticipated(message.Customer, message.Network);
        if (_looks <= 0 || ahead < OtherNetwork + AtWork || OwnGroup(message) is not (var own and not 0)) return null;
        ref var group = ref _groups[own];
        if (group.RateHoursAgo(LeastAge) * 3600 > MostWhereFollowed || !GoesEverywhere(message.Customer)) return null;
        var suspects = Burst(SuspectsOfNetwork(ref group, sequence));
        var (usual, surprise) = CutToSurprise(suspects, Math.Max(LeastUsual, group.RateHoursAgo(LeastAge) / 1000));
        if (suspects.Count < LeastToFollow || surprise < SurpriseWhereFollowed) return null;
        var onset = Log[suspects[^1]].Time;
        if (!IsAllOverNetwork(own, suspects, onset, MuchMore)) return null;
        var share = new ChannelEvidence("share", suspects.Count, usual, Math.Min(BusyCustomerOdds, surprise));
        var codes = Conversions(suspects);
        var odds = share.LogOdds + codes.LogOdds + ahead;
        if (codes.LogOdds < CodesMissing || odds < Alerts) return null;
        return new Alert
        {
            Time = Now,
            Onset = onset,
            NewSince = onset,
            Root = Root.Customer,
            Network = message.Network,
            Group = own,
            Ranges = NetworkOf(suspects, own),
            Customers = [message.Customer],
            Messages = suspects,
            LogOdds = odds,
            Anticipated = ahead,
            Evidence = [share, codes, new ChannelEvidence("campaign", suspects.Count, 0, ahead)],
            Blockable = true,
            IsEverywhere = true,
        };
    }

    // Cuts a list (newest first) to the newest messages that are the greatest surprise (nats) where so many a millisecond are usual: what came before is people's.
    private (double Usual, double Surprise) CutToSurprise(List<long> newestFirst, double rate)
    {
        var (count, expected, most) = (0, 0.0, 0.0);
        for (var i = 0; i < newestFirst.Count; i++)
        {
            var usual = rate * Math.Max(1000, Now - Log[newestFirst[i]].Time);
            if (Surprise(i + 1, usual) is var surprise && surprise > most) (count, expected, most) = (i + 1, usual, surprise);
        }

        newestFirst.RemoveRange(count, newestFirst.Count - count);
        return (expected, most);
    }

    private bool GoesEverywhere(int customer) => _anticipated.Count(a => a.Key.Customer == customer && a.Key.Network != 0 && a.Value > Now) >= NetworksOfEverywhere;

    private bool IsAllOverNetwork(int own, List<long> there, long onset, double times) =>
        there.Count >= LeastOfEverywhere && Log[there[0]].Destination >= Million && IsBeyond(_groups[own], there.Count, onset, times);

    // Whether so many times what came hours ago have come since some time.
    private bool IsBeyond(in Group group, int messages, long since, double times) =>
        messages >= times * group.RateHoursAgo(LeastAge) * Math.Max(1, (Now - since) / 1000.0);

    // All numbers of the network's country: the network goes with them.
    private List<SuspectRange> NetworkOf(List<long> there, int own) =>
    [
        .. there.Select(s => plan.WithCallingCodeOf(Log[s].Destination)).CountBy(r => r).OrderBy(r => r.Key.From)
            .Select(r => new SuspectRange(r.Key.From, r.Key.To, r.Value, 1, Log[there[0]].Network, own)),
    ];
}
