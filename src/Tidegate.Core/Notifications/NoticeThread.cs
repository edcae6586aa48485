using Tidegate.Incidents;

namespace Tidegate.Notifications;

/// <summary>What one channel was last told, or is about to be told, on one subject.</summary>
/// <param name="Version">Version of the subject.</param>
/// <param name="Substance">What was said in substance.</param>
/// <param name="Severity">The highest severity that was said.</param>
/// <param name="TakenOn">Whether it was told that a person has taken it on.</param>
/// <param name="Ended">Whether the end was told.</param>
/// <param name="LastDueAt">When the last message was due.</param>
/// <param name="Waiting">The last message while nobody has tried to send it yet; null once somebody has.</param>
internal sealed record NoticeThread(long Version, string Substance, Severity Severity, bool TakenOn, bool Ended, DateTimeOffset LastDueAt, WaitingNotice? Waiting);

/// <summary>A message that waits and may still be replaced by a newer one.</summary>
internal sealed record WaitingNotice(NoticeKind Kind, DateTimeOffset DueAt);
