namespace Tidegate.Enforcement;

/// <summary>The answer to one message.</summary>
public enum VerdictAction : byte
{
    /// <summary>Let it pass.</summary>
    Allow,

    /// <summary>Let a trickle through; the rest later or by another channel.</summary>
    Throttle,

    /// <summary>Refuse it, finally: not to be tried again.</summary>
    Block,
}

/// <summary>The answer to one message, and why.</summary>
/// <param name="Action">What to do with the message.</param>
/// <param name="Would">What the orders ask for; differs from <paramref name="Action"/> where monitor wins.</param>
/// <param name="Order">The order that decides; null when none covers the message, or a failure policy decides.</param>
/// <param name="Failure">The failure met on the way; <see cref="FailureKind.None"/> mostly.</param>
/// <param name="Now">The traffic's clock when it was given, Unix ms.</param>
public readonly record struct Verdict(VerdictAction Action, VerdictAction Would, Order? Order, FailureKind Failure, long Now);

/// <summary>What a message states about itself when a verdict is asked; empty spans where not stated.</summary>
public readonly ref struct Question
{
    /// <summary>Customer, UTF-8.</summary>
    public ReadOnlySpan<byte> Customer { get; init; }

    /// <summary>Sender ID, UTF-8.</summary>
    public ReadOnlySpan<byte> Sender { get; init; }

    /// <summary>Supplier it would be routed to, UTF-8.</summary>
    public ReadOnlySpan<byte> Supplier { get; init; }

    /// <summary>MCC-MNC digits.</summary>
    public ReadOnlySpan<byte> Network { get; init; }

    /// <summary>E.164 digits as a number; 0 when it cannot be read.</summary>
    public ulong Destination { get; init; }
}
