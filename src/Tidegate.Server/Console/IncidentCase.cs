using Tidegate.Notify;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>A line of the audit log.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">To what.</param>
/// <param name="Why">Why, in their words.</param>
/// <param name="After">The subject as it was afterwards, as JSON.</param>
public sealed record AuditEntry(DateTimeOffset At, string Actor, string Action, string Subject, string Why, string? After);

/// <summary>What an order of a scope would have hit.</summary>
/// <param name="Hit">The figures.</param>
/// <param name="Mark">A mark of the scope.</param>
public sealed record OrderPreview(Collateral Hit, string Mark);

/// <summary>One incident with all that belongs to it.</summary>
public sealed record IncidentCase
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>The incident.</summary>
    public required IncidentView View { get; init; }

    /// <summary>Decisions that answer it, newest first.</summary>
    public required IReadOnlyList<DecisionForm> Decisions { get; init; }

    /// <summary>Other incidents of its campaign, oldest first.</summary>
    public required IReadOnlyList<IncidentView> Campaign { get; init; }

    /// <summary>Earlier incidents of other campaigns that are like it, likest first; empty to a customer.</summary>
    public IReadOnlyList<SimilarIncident> Similar { get; init; } = [];

    /// <summary>What was done with it and its decisions, newest first; empty to a customer.</summary>
    public required IReadOnlyList<AuditEntry> Audit { get; init; }

    /// <summary>Its traffic as far as it is still in memory; null when it is not, or may not be shown.</summary>
    public IncidentTraffic? Traffic { get; init; }

    /// <summary>Of its decisions, the blocks that are told of it, oldest first.</summary>
    public IReadOnlyList<DecisionForm> Blocks { get; init; } = [];

    /// <summary>What was wrong with the form that was sent; null when nothing was.</summary>
    public string? Problem { get; init; }

    /// <summary>The form that was sent with it, so that what was typed is not lost.</summary>
    public IncidentDraft Draft { get; init; } = IncidentDraft.None;

    /// <summary>What of the case the page shows: the version of the work on it, and how many orders people gave.</summary>
    public required string Mark { get; init; }

    /// <summary>What each order's form hits as it stands; null to those who may not act, and where it cannot be told.</summary>
    public OrderPreview? Block { get; init; }

    /// <inheritdoc cref="Block"/>
    public OrderPreview? Allow { get; init; }

    /// <summary>What the scope of the form that was sent hits; null when none was, or it will not do.</summary>
    public OrderPreview? Edited { get; init; }

    /// <summary>People it can be assigned to.</summary>
    public IReadOnlyList<string> People { get; init; } = [];

    /// <summary>What each of its customers would be told by hand.</summary>
    public IReadOnlyList<(string Customer, NoticePreview Notice)> Notices { get; init; } = [];
}
