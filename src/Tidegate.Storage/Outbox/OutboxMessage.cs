namespace Tidegate.Storage.Outbox;

/// <summary>A message that its sender holds for a while.</summary>
/// <param name="Row">Its row.</param>
/// <param name="MessageId">The same at every attempt: receivers know repeats by it.</param>
/// <param name="Subject">What messages belong together by.</param>
/// <param name="Channel">Where it goes.</param>
/// <param name="Payload">The notice as JSON.</param>
/// <param name="CreatedAt">When it was put in.</param>
/// <param name="Attempt">Which attempt this is, from 1; also the token by which the holder is known.</param>
internal sealed record OutboxMessage(long Row, string MessageId, string Subject, string Channel, string Payload, DateTimeOffset CreatedAt, int Attempt);

/// <summary>A message that was given up, for people to look at and send again.</summary>
/// <param name="MessageId">Its id.</param>
/// <param name="Subject">The incident or feed.</param>
/// <param name="Channel">Where it should have gone.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="GivenUpAt">When it was given up.</param>
/// <param name="Error">Why, the last time.</param>
public sealed record DeadMessage(string MessageId, string Subject, string Channel, int Attempts, DateTimeOffset GivenUpAt, string Error);

/// <summary>How a channel does.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FailingSince">Since when nothing got through; null while it works.</param>
/// <param name="DisabledAt">When it was given up; null while it is in use.</param>
/// <param name="DisabledReason">Why.</param>
/// <param name="Waiting">Messages that wait.</param>
/// <param name="Dead">Messages given up.</param>
/// <param name="OldestWaiting">When the oldest that waits was put in.</param>
public sealed record ChannelCondition(string Name, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAt, string? DisabledReason, long Waiting, long Dead, DateTimeOffset? OldestWaiting);
