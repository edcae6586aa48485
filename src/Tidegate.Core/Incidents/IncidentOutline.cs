namespace Tidegate.Incidents;

/// <summary>Where and how large an incident is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CampaignId">Its campaign's id.</param>
/// <param name="FirstMessageAt">First message.</param>
/// <param name="LastMessageAt">Last message.</param>
/// <param name="Messages">Messages in it.</param>
/// <param name="Cost">What they cost.</param>
/// <param name="Scope">Where it is.</param>
internal sealed record IncidentOutline(string Id, string CampaignId, DateTimeOffset FirstMessageAt, DateTimeOffset LastMessageAt, long Messages, double Cost, Scope Scope);
