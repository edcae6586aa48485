using System.Reflection;
using Shouldly;
using Tidegate.Decisions;
using Tidegate.Detection;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>
/// A field that is forgotten in Save and Load makes a restored run differ only now and then. So every field is listed:
/// whoever adds one adds it to Save and Load (and raises Snapshot's version), or here as one that needs no saving.
/// </summary>
public sealed class SavedStateTests
{
    [Fact]
    public void Partition_EveryField_IsSavedOrNeedsNoSaving() => Fields(typeof(Partition)).ShouldBe(
        [
            "_allNetworkShare", "_allShares", "_allYoungRate", "_anticipated", "_customerSender", "_delays", "_early", "_examined", "_fakes", "_feeds",
            "_groups", "_known", "_listUntil", "_peopleUntil", "_listWaits", "_lookedAt", "_looks", "_mapped", "_mature", "_networkReceipts", "_networkSupplier", "_supplierReceipts", "_places", "_refused", "_unexpected", "_senderOwner", "_traces", "_unused", "_barren", "_repeats", "_batches", "_dueOfBatches", "_lookedForBatches", "_young", "Arrivals", "Counts", "FeedChanges", "Log", "Now", "Watches",
            "<names>P", "<options>P", "<plan>P", "Rates", "_warming", "_aheadGroupCounts", "_aheadGroups", "_aheadNumbers", // given, or scratch
        ],
        ignoreOrder: true);

    [Fact]
    public void Arrivals_EveryField_IsSavedOrNeedsNoSaving() => Fields(typeof(Arrivals)).ShouldBe(
        ["_clock", "_far", "_ids", "_options", "_maximum", "_index"], // given, and the index made of the ids
        ignoreOrder: true);

    [Fact]
    public void ArrivalClock_EveryField_IsSavedOrNeedsNoSaving() => Fields(typeof(ArrivalClock)).ShouldBe(
        ["Now", "_space", "_lateness", "Trusted"], // given, and told with each batch
        ignoreOrder: true);

    [Fact]
    public void FarEvents_EveryField_IsSavedOrNeedsNoSaving() => Fields(typeof(FarEvents)).ShouldBe(
        ["_events", "_behind", "_near", "_going", "Turn"], // the last two are of those that are being let go, which is not cut
        ignoreOrder: true);

    [Fact]
    public void EarlyFeedback_EveryField_IsSavedOrNeedsNoSaving() => Fields(typeof(EarlyFeedback)).ShouldBe(
        ["_waiting", "GivenUp", "<maximum>P", "_index", "Count"], // given, and what is made of those that wait
        ignoreOrder: true);

    [Fact]
    public void Desk_EveryField_IsSavedOrNeedsNoSaving() => Fields(typeof(Desk)).ShouldBe(
        [
            "_decisions", "_incidents", "_nextRound", "_open", "_probes", "_standing", "_takenBack",
            "<partition>P", "<plan>P", "<policy>P", "_monitored", "Pictures", "Ledger", // given
            "_byIncident", "_indexed", "_blocking", // made of the decisions
            "Lessons", "Priors", // in the head of the live service's snapshot
        ],
        ignoreOrder: true);

    [Fact]
    public void OpenIncident_EveryField_IsSaved() => Fields(typeof(OpenIncident)).ShouldBe(
        [
            "Activity", "Aside", "Campaign", "ClosedAt", "Converted", "Customers", "Destinations", "Dropped", "Evidence", "Found", "FoundAt", "IsMarketing", "IsSettled", "IsWhole", "LastClaim",
            "LastMessage", "LogOdds", "Messages", "Money", "Networks", "Number", "Onset", "OpenedAt", "PartId", "PartOf", "Picture", "Ranges", "SeenCustomers", "SeenSenders", "SeenSuppliers", "Watches", "Weighed",
        ],
        ignoreOrder: true);

    [Fact]
    public void StandingDecision_EveryField_IsSaved() => Fields(typeof(StandingDecision)).ShouldBe(
        ["Action", "CodesEntered", "Expected", "TakenBack", "ConvertedHits", "Customers", "ExceptKnownBefore", "ExpiresAt", "Hits", "LastHit", "Incident", "IssuedAt", "LogOdds", "Money", "Network", "Number", "Onset", "ProposalOf", "Proposed", "Quiet", "Ranges", "RanOut", "Refused", "Rule", "StandsFor", "Watches", "_index"], // the index is made of the ranges
        ignoreOrder: true);

    [Fact]
    public void Purse_EveryField_IsSaved() => Fields(typeof(Purse)).ShouldBe(["_sums", "_stated", "Unpriced"], ignoreOrder: true);

    [Fact]
    public void Watch_EveryField_IsSaved() => Fields(typeof(Watch)).ShouldBe(["Blocks", "Customers", "From", "Incident", "Network", "Onset", "To", "Unproven", "ProvingSince"], ignoreOrder: true);

    private static string[] Fields(Type type) =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(f => f.Name.Replace("k__BackingField", "", StringComparison.Ordinal)).Select(n => n.EndsWith('P') ? n : n.Trim('<', '>'))];
}
