using Tidegate.Enforcement;

namespace Tidegate.Client;

/// <summary>What a verdict rests on.</summary>
public enum VerdictSource : byte
{
    /// <summary>The local copy of the decisions.</summary>
    Copy,

    /// <summary>The service, which was asked.</summary>
    Service,

    /// <summary>The local copy, though only the service could have told whether the number is spared.</summary>
    Unsure,
}

/// <summary>The answer to one message.</summary>
/// <param name="Action">What to do with it.</param>
/// <param name="Would">What the decisions ask for; differs from <paramref name="Action"/> where monitor wins.</param>
/// <param name="DecisionId">The decision or allowlist entry that decides; null when none covers the message.</param>
/// <param name="Reason">Why, in one sentence; empty when no decision covers the message.</param>
/// <param name="Failure">The failure met on the way.</param>
/// <param name="Source">What it rests on.</param>
public readonly record struct ClientVerdict(VerdictAction Action, VerdictAction Would, string? DecisionId, string Reason, FailureKind Failure, VerdictSource Source);

/// <summary>How a client stands with the service.</summary>
/// <param name="IsReady">Whether there is a copy to decide by, from the service or from the file.</param>
/// <param name="IsConnected">Whether the stream is open.</param>
/// <param name="IsStale">Whether nothing was heard for longer than <see cref="TidegateClientOptions.StaleAfter"/>.</param>
/// <param name="Orders">Decisions and allowlist entries in the copy.</param>
/// <param name="Sequence">Sequence number reached; 0 before the first.</param>
/// <param name="Enforces">Whether verdicts are acted on, or traffic is only watched.</param>
/// <param name="Trouble">What went wrong last, while not connected or the file cannot be written; null when nothing is.</param>
public sealed record ClientState(bool IsReady, bool IsConnected, bool IsStale, int Orders, long Sequence, bool Enforces, string? Trouble);
