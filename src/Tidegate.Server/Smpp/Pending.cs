namespace Tidegate.Server.Smpp;

/// <summary>A request on its way.</summary>
/// <param name="ClientSequence">Its sequence number at the client.</param>
/// <param name="Since">When it was passed on, timestamp of the clock.</param>
/// <param name="IsOwn">Whether it is the proxy's own enquire_link or unbind.</param>
/// <param name="Submission">What was submitted; null for other requests.</param>
/// <param name="Split">What was taken out of it; null mostly.</param>
internal readonly record struct Pending(uint ClientSequence, long Since = 0, bool IsOwn = false, Submission? Submission = null, SplitMulti? Split = null);

/// <summary>A submission that was passed on.</summary>
/// <param name="Time">When, Unix ms.</param>
/// <param name="Sender">source_addr.</param>
/// <param name="Destinations">Numbers; 0 for one that cannot be read.</param>
/// <param name="Segments">Parts of the message; 0 for a part that is not the first, which is no message of its own.</param>
internal sealed record Submission(long Time, string Sender, IReadOnlyList<ulong> Destinations, int Segments);
