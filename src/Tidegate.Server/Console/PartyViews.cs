using Tidegate.Notify.Settings;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>A customer or supplier in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Ongoing">Incidents that go on and that it takes part in.</param>
/// <param name="Incidents">All incidents that it takes part in.</param>
/// <param name="Money">Money of all of them.</param>
/// <param name="LastAt">When the last began; null when there was none.</param>
public sealed record PartyRow(string Name, int Ongoing, int Incidents, IReadOnlyList<Amount> Money, DateTimeOffset? LastAt)
{
    /// <summary>Its risk and trend; null where they are not known.</summary>
    public PartyRisk? Risk { get; init; }
}

/// <summary>A page of customers or suppliers.</summary>
public sealed record PartyList
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>customers or suppliers.</summary>
    public required string Plural { get; init; }

    /// <summary>This page's.</summary>
    public required IReadOnlyList<PartyRow> Items { get; init; }

    /// <summary>How many there are in all.</summary>
    public required int Total { get; init; }

    /// <summary>How many come before this page.</summary>
    public required int Offset { get; init; }

    /// <summary>What is looked for.</summary>
    public required string Search { get; init; }

    /// <summary>name, ongoing, incidents, money, risk or messages.</summary>
    public required string Sort { get; init; }

    /// <summary>Whether risks and trends are still being made.</summary>
    public bool RisksPending { get; init; }
}

/// <summary>How a customer's reporting of conversions does.</summary>
/// <param name="State">never, flowing or silent.</param>
/// <param name="Since">The last conversion, or since when it is silent.</param>
/// <param name="Share">Share of messages whose code is used, over the long run, 0 to 1; null where that is not known.</param>
public sealed record FeedHealth(string State, DateTimeOffset? Since, double? Share);

/// <summary>A person to tell, as a form has it.</summary>
public sealed record ContactLine(string Name, string Email, string Role);

/// <summary>A customer or a supplier with all that belongs to it.</summary>
public sealed record PartyView
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>customer or supplier.</summary>
    public required string Kind { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Version of what people know of it.</summary>
    public required long Version { get; init; }

    /// <summary>Whom to tell.</summary>
    public required IReadOnlyList<ContactLine> Contacts { get; init; }

    /// <summary>IANA time zone; empty when not known.</summary>
    public required string TimeZone { get; init; }

    /// <summary>What people note of it.</summary>
    public required string Comment { get; init; }

    /// <summary>Supplier: operator_direct, aggregator, regulator, or empty.</summary>
    public required string SupplierKind { get; init; }

    /// <summary>Supplier: networks that it reaches.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>Customer: "true", "false", or empty where the traffic tells.</summary>
    public required string ReportsConversions { get; init; }

    /// <summary>Its newest incidents.</summary>
    public required IReadOnlyList<IncidentView> Incidents { get; init; }

    /// <summary>How many incidents it takes part in.</summary>
    public required int IncidentCount { get; init; }

    /// <summary>Money of all its incidents; of those of several customers nothing to a customer.</summary>
    public required IReadOnlyList<Amount> Money { get; init; }

    /// <summary>Decisions in force that name it, newest first, at most 50.</summary>
    public required IReadOnlyList<DecisionForm> Decisions { get; init; }

    /// <summary>How its conversions do; null for suppliers.</summary>
    public FeedHealth? Feed { get; init; }

    /// <summary>Its traffic and prices of the last month; null where they are not shown or cannot be read.</summary>
    public PartyTraffic? Traffic { get; init; }

    /// <summary>Its risk and trend; null where they are not known, and to a customer.</summary>
    public PartyRisk? Risk { get; init; }

    /// <summary>Channels by which it is told.</summary>
    public IReadOnlyList<ChannelRow> Channels { get; init; } = [];

    /// <summary>A channel of its own that was to be added or changed and will not do; null otherwise.</summary>
    public ChannelSettings? Draft { get; init; }

    /// <summary>The channel that it was to change; empty for one that was to be added.</summary>
    public string DraftOf { get; init; } = "";

    /// <summary>A secret that was just made; null otherwise.</summary>
    public Secret? Made { get; init; }

    /// <summary>What became of what was asked for; null when nothing was.</summary>
    public string? Told { get; init; }

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }
}
