using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Traffic;

namespace Tidegate.Server.Packs;

/// <summary>
/// Where the messages of an evidence pack come from: all events that are held of a time, as they came, receipts and conversions after their
/// message. The journal by standard; whoever holds more gives more.
/// </summary>
/// <param name="since">First message that matters.</param>
/// <param name="until">Last message that matters.</param>
/// <param name="names">Where names are put.</param>
/// <param name="cancel">To stop.</param>
internal delegate EventSource EvidenceTraffic(DateTimeOffset since, DateTimeOffset until, TrafficNames names, CancellationToken cancel);

/// <summary>Who may have whole numbers in a pack: nobody, unless the evidence store is on and says otherwise.</summary>
/// <param name="caller">Who asks.</param>
/// <param name="incidents">What the pack is about.</param>
internal delegate bool MayHaveWholeNumbers(Caller caller, IReadOnlyList<Incident> incidents);
