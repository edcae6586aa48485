using Tidegate.Reporting;
using Tidegate.Reporting.Tables;
using Tidegate.Server.Console;
using Tidegate.Server.Engine;
using Tidegate.Storage.Reports;
using Tidegate.Storage.Rollups;

namespace Tidegate.Server.Scheduling;

/// <summary>Sums of the traffic as scheduled reports show them. What they are confined to is part of the question to the sums, so nothing else can come in.</summary>
internal sealed class TrafficSums(LiveEngine engine)
{
    private const int MostRows = 20_000;
    private const int MinutesOfAnHour = 60;

    /// <summary>Messages and money split by one dimension, beside as long a time before.</summary>
    /// <param name="period">The time.</param>
    /// <param name="by">What they are split by.</param>
    /// <param name="only">What they are confined to.</param>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public TrafficSplit Split(ReportPeriod period, TrafficDimension by, params IReadOnlyList<(TrafficDimension, string)> only)
    {
        var now = Read(period.Since, period.Until, 0, [by], only);
        var before = Read(period.Since - (period.Until - period.Since), period.Since, 0, [by], only);
        var currency = now.GroupBy(r => r.Currency, StringComparer.Ordinal).OrderByDescending(g => g.Sum(r => r.Sums.Price + r.Sums.Cost)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).FirstOrDefault("");
        var earlier = before.GroupBy(r => r.Values[0], StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Sum(r => r.Sums.Messages), StringComparer.Ordinal);
        var rows = now.GroupBy(r => r.Values[0], StringComparer.Ordinal).Select(g => new TrafficSum(
            g.Key, g.Sum(r => r.Sums.Messages), earlier.GetValueOrDefault(g.Key), g.Sum(r => r.Sums.Receipted), g.Sum(r => r.Sums.Delivered), g.Sum(r => r.Sums.Converted),
            g.Where(r => r.Currency == currency).Sum(r => r.Sums.Price), g.Where(r => r.Currency == currency).Sum(r => r.Sums.Cost)));
        return new TrafficSplit(currency, [.. rows.OrderByDescending(r => r.Messages).ThenBy(r => r.Name, StringComparer.Ordinal)], before.Sum(r => r.Sums.Messages));
    }

    /// <summary>Messages by day of the zone, or by hour where the time is a day.</summary>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public IReadOnlyList<ReportFigure> Figures(ReportPeriod period, TimeZoneInfo zone, params IReadOnlyList<(TrafficDimension, string)> only)
    {
        var rows = Read(period.Since, period.Until, MinutesOfAnHour, [], only);
        if (rows.Count == 0) return [];
        var hourly = period.Until - period.Since < TimeSpan.FromHours(48);
        DateTimeOffset Step(long minute)
        {
            var time = ReportSource.Time(minute);
            if (hourly) return time;
            var local = TimeZoneInfo.ConvertTime(time, zone);
            return new DateTimeOffset(local.Date, local.Offset).ToUniversalTime();
        }

        var sums = rows.GroupBy(r => Step(r.Minute)).ToDictionary(g => g.Key, g => (Sent: (double)g.Sum(r => r.Sums.Messages), Delivered: (double)g.Sum(r => r.Sums.Delivered), Converted: (double)g.Sum(r => r.Sums.Converted)));
        var steps = new SortedSet<DateTimeOffset>();
        for (var time = period.Since; time < period.Until; time = time.AddHours(1)) steps.Add(Step(time.ToUnixTimeSeconds() / 60));
        return [new ReportChart(hourly ? "Messages an hour" : "Messages a day", [.. steps],
        [
            new ReportLine("sent", [.. steps.Select(s => sums.GetValueOrDefault(s).Sent)]),
            new ReportLine("delivered", [.. steps.Select(s => sums.GetValueOrDefault(s).Delivered)]),
            new ReportLine("code used", [.. steps.Select(s => sums.GetValueOrDefault(s).Converted)]),
        ])];
    }

    /// <summary>All messages of a time; whole minutes at its ends.</summary>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public long Total(DateTimeOffset since, DateTimeOffset until) => Read(since, until.AddMinutes(1), 0, [], []).Sum(r => r.Sums.Messages);

    /// <summary>Suppliers with traffic in a time.</summary>
    /// <exception cref="IOException">The sums cannot be read.</exception>
    public IReadOnlyList<string> Suppliers(ReportPeriod period) =>
        [.. Read(period.Since, period.Until, 0, [TrafficDimension.Supplier], []).Select(r => r.Values[0]).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>A table of such sums.</summary>
    /// <param name="split">The sums.</param>
    /// <param name="key">Its key.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="by">What it is split by.</param>
    /// <param name="price">Whether it has what customers pay.</param>
    /// <param name="cost">Whether it has what suppliers take.</param>
    public static ReportSection Table(TrafficSplit split, string key, string title, TrafficDimension by, bool price, bool cost) => new()
    {
        Key = key,
        Title = title,
        Text = split.Rows.Count == 0
            ? "No message was sent."
            : $"{Phrases.Count(split.Messages, "message", "messages")}, {Phrases.Count(split.Before)} in as long a time before. Delivered and codes used are of the messages sent in this time.",
        Columns =
        [
            Col.Text(by.ToString().ToLowerInvariant(), by.ToString()), Col.Count("messages", "Messages"), Col.Count("before", "Before"), Col.Share("delivered", "Delivered"), Col.Share("converted", "Codes used"),
            .. price ? [Col.Money("price", "Price")] : Array.Empty<ReportColumn>(),
            .. cost ? [Col.Money("cost", "Cost")] : Array.Empty<ReportColumn>(),
        ],
        Rows = [.. split.Rows.Select(r => (IReadOnlyList<object?>)
        [
            by == TrafficDimension.Network ? Names.Network(r.Name) : r.Name.Length > 0 ? r.Name : "not stated", r.Messages, r.Before,
            r.Receipted > 0 ? (double)r.Delivered / r.Receipted : null, r.Messages > 0 ? (double)r.Converted / r.Messages : null,
            .. price ? [r.Price] : Array.Empty<object?>(),
            .. cost ? [r.Cost] : Array.Empty<object?>(),
        ])],
    };

    private IReadOnlyList<TrafficRow> Read(DateTimeOffset since, DateTimeOffset until, int step, IReadOnlyList<TrafficDimension> by, IReadOnlyList<(TrafficDimension, string)> only) => engine.Sums.Rollups.Read(new TrafficQuery
    {
        Since = since.ToUnixTimeSeconds() / 60,
        Until = until.ToUnixTimeSeconds() / 60,
        StepMinutes = step,
        By = by,
        Only = only,
        Limit = MostRows,
    });
}

/// <summary>Sums of one value.</summary>
/// <param name="Name">The value.</param>
/// <param name="Messages">Messages.</param>
/// <param name="Before">Messages of as long a time before.</param>
/// <param name="Receipted">Those with a receipt.</param>
/// <param name="Delivered">Those delivered.</param>
/// <param name="Converted">Those whose code was used.</param>
/// <param name="Price">What customers pay, in the split's currency.</param>
/// <param name="Cost">What suppliers take, in the split's currency.</param>
internal sealed record TrafficSum(string Name, long Messages, long Before, long Receipted, long Delivered, long Converted, double Price, double Cost);

/// <summary>Sums split by a dimension.</summary>
/// <param name="Currency">Currency with most money; what is in others is left out.</param>
/// <param name="Rows">Most messages first.</param>
/// <param name="Before">Messages of as long a time before, those of values that are gone too.</param>
internal sealed record TrafficSplit(string Currency, IReadOnlyList<TrafficSum> Rows, long Before)
{
    /// <summary>Messages in all.</summary>
    public long Messages => Rows.Sum(r => r.Messages);
}
