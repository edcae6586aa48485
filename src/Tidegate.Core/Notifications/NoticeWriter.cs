using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Pricing;
using Tidegate.Traffic.Reading;

namespace Tidegate.Notifications;

/// <summary>Writes the notice of an incident for one audience: operators see all, a customer its own traffic alone.</summary>
internal static class NoticeWriter
{
    private const int MostRanges = 50;
    private const int MostNames = 10;
    private const int LongestName = 100;

    /// <summary>The notice; null when this customer has no part in the incident.</summary>
    /// <param name="news">The incident.</param>
    /// <param name="customer">The reader; null for operators.</param>
    /// <param name="link">The page to agree or object on, if there is one.</param>
    /// <param name="now">Now.</param>
    public static Notice? Write(IncidentNews news, string? customer, string? link, DateTimeOffset now)
    {
        if (customer is not null && !news.Incident.Scope.Customers.Contains(customer, StringComparer.Ordinal)) return null;
        return new Notice
        {
            Subject = news.Incident.Id,
            Version = news.Version,
            Kind = news.Ended ? NoticeKind.Resolved : NoticeKind.Updated,
            Audience = customer is null ? Audience.Operator : Audience.Customer,
            Customer = customer,
            At = now,
            Severity = news.Incident.Severity,
            Incident = customer is null ? ForOperator(news) : ForCustomer(news, customer),
            Advice = customer is null ? [] : Advice.ForCustomer(news, customer),
            Link = link,
            Reminder = customer is null && news.Reminder && !news.Ended ? true : null,
            Urgent = customer is null && news.Urgent ? true : null,
        };
    }

    private static IncidentFacts ForOperator(IncidentNews news) => Stopped(Common(news, news.Decisions), news.Decisions) with
    {
        Customers = Names(news.Incident.Scope.Customers),
        Senders = Senders(news.Incident),
        Suppliers = Names(news.Incident.Scope.Suppliers),
        Messages = news.Incident.Messages,
        Cost = news.Incident.Cost,
        OtherMoney = news.Incident.OtherMoney.Count > 0 ? news.Incident.OtherMoney : null,
        UnpricedMessages = news.Incident.UnpricedMessages > 0 ? news.Incident.UnpricedMessages : null,
        ExpectedMessages = news.Incident.ExpectedMessages,
        DistinctDestinations = news.Incident.DistinctDestinations,
        Converted = news.Incident.Converted,
        Evidence = [.. news.Incident.Evidence.Take(MostNames).Select(e => e.Text)],
        AcknowledgedBy = news.AcknowledgedBy,
        ObjectedBy = news.ObjectedBy.Count == 0 ? null : Names(news.ObjectedBy),
        Proposed = news.Ended ? null : news.Decisions.Max(d => d.Proposed)?.ToString().ToLowerInvariant(),
    };

    private static IncidentFacts ForCustomer(IncidentNews news, string customer)
    {
        var incident = news.Incident;
        var decisions = news.Decisions.Where(d => d.Scope.Customers.Count == 0 || d.Scope.Customers.Contains(customer, StringComparer.Ordinal)).ToList();
        var facts = Common(news, decisions) with { Customers = Names([customer]), ThroughOthersToo = incident.Scope.Customers.Count > 1 };
        if (!facts.ThroughOthersToo)
        {
            return Stopped(facts, decisions) with
            {
                Senders = Senders(incident),
                Messages = incident.Messages,
                Cost = incident.Cost,
                OtherMoney = incident.OtherMoney.Count > 0 ? incident.OtherMoney : null,
                UnpricedMessages = incident.UnpricedMessages > 0 ? incident.UnpricedMessages : null,
                ExpectedMessages = incident.ExpectedMessages,
                DistinctDestinations = incident.DistinctDestinations,
                Converted = incident.Converted,
                Evidence = [.. incident.Evidence.Where(e => e.Channel != "customers").Take(MostNames).Select(e => e.Text)],
            };
        }

        // Of an attack through several customers only what is known to be this one's is told: the rest is the others'.
        var share = news.Shares.FirstOrDefault(s => s.Customer == customer)
            ?? (incident.Picture?.Customers.FirstOrDefault(c => c.Name == customer) is { } carrier ? new CustomerShare(customer, carrier.Messages, carrier.Cost) { Currency = carrier.Currency, OtherMoney = carrier.OtherMoney } : null);
        return facts with { Messages = share?.Messages, Cost = share?.Cost, Currency = share?.Currency ?? incident.Currency, OtherMoney = share?.OtherMoney is { Count: > 0 } others ? others : null, UnpricedMessages = null };
    }

    private static IncidentFacts Common(IncidentNews news, IReadOnlyList<Decision> decisions)
    {
        var incident = news.Incident;
        var strongest = decisions.Count == 0 ? (DecisionAction?)null : decisions.Max(d => d.Action);
        var acted = decisions.Where(d => d.Action == strongest).ToList();
        return new IncidentFacts
        {
            Id = incident.Id,
            CampaignId = incident.CampaignId,
            State = news.Ended ? "resolved" : decisions.Any(Stops) ? "mitigating" : "suspected",
            Confidence = incident.LogOdds switch { >= 24 => "almost certain", >= 20 => "very likely", _ => "likely" },
            BeganAt = incident.FirstMessageAt,
            DetectedAt = incident.FoundAt,
            ActedAt = acted.Count == 0 || strongest == DecisionAction.Monitor ? null : acted.Min(d => d.IssuedAt),
            LastMessageAt = incident.LastMessageAt,
            EndedAt = incident.ClosedAt is null ? null : incident.LastMessageAt,
            Networks = [.. incident.Scope.Networks.Take(MostNames).Select(Network)],
            Ranges = [.. incident.Scope.Ranges.Take(MostRanges).Select(RangePrefix.Of)],
            MoreRanges = Math.Max(0, incident.Scope.Ranges.Count - MostRanges),
            Currency = incident.Currency,
            CostEstimated = incident.EstimatedCost > 0 ? true : null,
            Action = strongest switch { null => "none", DecisionAction.Block => "block", DecisionAction.Throttle => "throttle", _ => "monitor" },
            ActionUntil = acted.Count == 0 ? null : acted.Max(d => d.ExpiresAt),
            Resolution = news.Resolution,
        };
    }

    private static IncidentFacts Stopped(IncidentFacts facts, IReadOnlyList<Decision> decisions)
    {
        var stopping = decisions.Where(d => Stops(d) && !d.TakenBack).ToList();
        var others = CurrencySum.Added(stopping.SelectMany(d => d.OtherMoneyStopped));
        return facts with { MessagesStopped = stopping.Sum(d => d.MessagesHit), MoneyStopped = stopping.Sum(d => d.MoneyStopped), OtherMoneyStopped = others.Count > 0 ? others : null };
    }

    private static bool Stops(Decision decision) => decision.Action != DecisionAction.Monitor;

    private static NetworkFacts Network(string mccMnc)
    {
        var entry = NetworkTable.Entries[NetworkTable.Id(mccMnc)];
        return new NetworkFacts(mccMnc, entry.Name, entry.Countries.Count > 0 ? entry.Countries[0] : "");
    }

    // A sender may be a number like any other.
    private static List<string> Senders(Incident incident) =>
        [.. incident.Scope.Senders.Take(MostNames).Select(s => Short(PhoneMask.Apply(System.Text.Encoding.UTF8.GetBytes(s))))];

    private static List<string> Names(IReadOnlyList<string> names) => [.. names.Take(MostNames).Select(Short)];

    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName];
}
