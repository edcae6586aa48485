using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Scheduling;

/// <summary>Incidents of a time, and when they were first blocked.</summary>
internal static class ReportIncidents
{
    /// <summary>Whether an incident has messages in a time.</summary>
    public static bool IsIn(Incident incident, ReportPeriod period) => incident.FirstMessageAt < period.Until && incident.LastMessageAt >= period.Since;

    /// <summary>When each incident was first blocked.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset> FirstBlocks(LiveEngine engine) => engine.Book.Each(Book.Decision)
        .Select(d => engine.Book.Recall<DecisionRecord>(d).Order)
        .Where(o => o.IncidentId is not null && o.Kind is OrderKind.AutomaticBlock or OrderKind.OperatorBlock or OrderKind.HoldBlock)
        .GroupBy(o => o.IncidentId!, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => DateTimeOffset.FromUnixTimeMilliseconds(g.Min(o => o.IssuedAt)), StringComparer.Ordinal);
}
