namespace Tidegate.Storage.Reports;

/// <summary>What a party carried, and what of it was in incidents.</summary>
/// <param name="Party">Who.</param>
/// <param name="Messages">Messages of the period.</param>
/// <param name="Money">Their money.</param>
/// <param name="Before">Messages of as long a time before the period.</param>
/// <param name="Incidents">Incidents that it carried messages of.</param>
/// <param name="Campaigns">Their campaigns.</param>
/// <param name="Suspect">Messages in them.</param>
/// <param name="SuspectMoney">Their money.</param>
/// <param name="Recent">Of those messages, in the later half of the period.</param>
/// <param name="StopMinutes">Median minutes from an incident's first message to its first block; NaN where none was blocked.</param>
/// <param name="RepeatRanges">Blocks that were in incidents a week or more apart.</param>
/// <param name="IncidentIds">The incidents, those with most messages first.</param>
internal sealed record PartyRecord(
    string Party, double Messages, double Money, double Before, long Incidents, long Campaigns, double Suspect, double SuspectMoney, double Recent, double StopMinutes, long RepeatRanges, string IncidentIds)
{
    /// <summary>Part of its messages in incidents, drawn towards all parties' (beta-binomial, a prior of a thousand messages), with a 95 % interval.</summary>
    /// <param name="overall">Part of all messages.</param>
    public (double Mean, double Low, double High) Risk(double overall)
    {
        // Messages of one incident come together: what is known grows with incidents, not with messages.
        const double Prior = 1000;
        var mean = (Suspect + (Prior * overall)) / (Messages + Prior);
        var spread = Math.Sqrt(1.0 / (Incidents + 1));
        return (mean, mean * Math.Exp(-1.96 * spread), Math.Min(1, mean * Math.Exp(1.96 * spread)));
    }

    /// <summary>All customers or suppliers with traffic in the period.</summary>
    /// <param name="source">The sums.</param>
    /// <param name="by">customer or supplier.</param>
    public static IReadOnlyList<PartyRecord> All(ReportSource source, string by)
    {
        var (since, until) = (source.SinceMinute, source.UntilMinute);
        return source.Rows($"""
            WITH sums AS (SELECT party, sum(messages) FILTER (now) AS messages, sum(money) FILTER (now) AS money, sum(messages) FILTER (NOT now) AS before FROM
                (SELECT {by} AS party, messages, money, true AS now FROM day_p UNION ALL SELECT {by}, messages, money, false FROM day_before) WHERE party <> '' GROUP BY 1),
            inside AS (SELECT {by} AS party, id, campaign, sum(messages) AS messages, sum(money) AS money, sum(messages) FILTER (minute >= {(since + until) / 2}) AS recent
              FROM hits WHERE minute >= {since} AND {by} <> '' GROUP BY ALL HAVING sum(messages) > 0),
            struck AS (SELECT party, count(*) AS incidents, count(DISTINCT s.campaign) AS campaigns, sum(s.messages) AS messages, sum(s.money) AS money, sum(recent) AS recent,
                median(i.stopped - i.first) AS stop, string_agg(s.id, ' ' ORDER BY s.messages DESC, s.id) AS ids FROM inside s JOIN incidents i USING (id) GROUP BY 1),
            again AS (SELECT party, count(*) AS ranges FROM (SELECT {by} AS party, block FROM hits WHERE messages > 0 GROUP BY ALL HAVING max(minute) >= {since} AND max(minute) - min(minute) >= 10080
                AND count(DISTINCT id) > 1) GROUP BY 1)
            SELECT party, coalesce(s.messages, 0)::DOUBLE, coalesce(s.money, 0)::DOUBLE, coalesce(s.before, 0)::DOUBLE, coalesce(k.incidents, 0)::BIGINT, coalesce(k.campaigns, 0)::BIGINT,
              coalesce(k.messages, 0)::DOUBLE, coalesce(k.money, 0)::DOUBLE, coalesce(k.recent, 0)::DOUBLE, coalesce(k.stop, 'nan'::DOUBLE)::DOUBLE, coalesce(a.ranges, 0)::BIGINT, coalesce(k.ids, '')
            FROM sums s LEFT JOIN struck k USING (party) LEFT JOIN again a USING (party) WHERE coalesce(s.messages, 0) > 0 ORDER BY coalesce(k.money, 0) DESC, s.messages DESC, party
            """, r => new PartyRecord(
                r.GetString(0), r.Double(1), r.Double(2), r.Double(3), r.Long(4), r.Long(5), r.Double(6), r.Double(7), r.Double(8), r.Double(9), r.Long(10), r.GetString(11)));
    }
}
