using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Scheduling;

/// <summary>Incidents of a time, and when they were first blocked.</summary>
internal static class ReportIncidents
{
    /// <summary>Whether an incident has messages in a time.</summary>
    public static bool IsIn(Incident incident, ReportPeriod period) => incident.FirstMessageAt < period.Until && incident.LastMessageAt >= period.Since;

    /// <summary>When each incident was first blocked; without blocks that were taken back.</summary>
    public static IReadOnlyDictionary<string, DateTimeOffset> FirstBlocks(LiveEngine engine) => BlockTimes.First(
        engine.Book.Each(Book.Decision)
            .Select(d => engine.Book.Recall<DecisionRecord>(d).Order)
            .Where(o => o.IncidentId is not null && o.Kind is OrderKind.AutomaticBlock or OrderKind.OperatorBlock or OrderKind.HoldBlock),
        o => o.IncidentId!,
        o => new BlockTime(DateTimeOffset.FromUnixTimeMilliseconds(o.IssuedAt), o.TakenBack));
}
