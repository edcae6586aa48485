using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>The state of an incident as bytes.</summary>
internal sealed partial class OpenIncident
{
    public void Save(BinaryWriter to, WatchReferences references)
    {
        foreach (var n in (int[])[Number, Campaign]) to.Write(n);
        foreach (var n in (long[])[OpenedAt, FoundAt, ClosedAt ?? long.MinValue, Onset, LastMessage, LastClaim, Messages, Converted]) to.Write(n);
        Money.Save(to);
        to.Write(LogOdds);
        to.Write(PartId ?? "");
        to.Write(PartOf ?? -1);
        Activity.Save(to);
        to.Write(IsMarketing);
        StateBytes.Write<int>(to, Customers.ToArray());
        StateBytes.Write<int>(to, Networks.ToArray());
        foreach (var seen in (SortedDictionary<int, long>[])[SeenCustomers, SeenSenders, SeenSuppliers, Weighed])
        {
            StateBytes.Write<int>(to, seen.Keys.ToArray());
            StateBytes.Write<long>(to, seen.Values.ToArray());
        }

        StateBytes.Write<ulong>(to, Destinations.Order().ToArray());
        DroppedNumbers.Save(to, Dropped);
        SavedRanges.Write(to, [.. Ranges.Values]);
        to.Write(IsWhole);
        to.Write(IsSettled);
        StateBytes.Write<long>(to, Aside.ToArray());
        RangeEvidence.Save(to, Evidence);
        Found.Save(to);
        to.Write(Watches.Count);
        foreach (var watch in Watches) references.Write(to, watch);
        to.Write(Picture is not null);
        Picture?.Save(to);
    }

    public static OpenIncident Load(BinaryReader from, WatchReferences references)
    {
        var (number, campaign) = (from.ReadInt32(), from.ReadInt32());
        var (openedAt, foundAt, closedAt) = (from.ReadInt64(), from.ReadInt64(), from.ReadInt64());
        var incident = new OpenIncident
        {
            Number = number,
            Campaign = campaign,
            OpenedAt = openedAt,
            FoundAt = foundAt,
            ClosedAt = closedAt == long.MinValue ? null : closedAt,
            Onset = from.ReadInt64(),
            LastMessage = from.ReadInt64(),
            LastClaim = from.ReadInt64(),
            Messages = from.ReadInt64(),
            Converted = from.ReadInt64(),
            Money = Purse.Load(from),
            LogOdds = from.ReadDouble(),
            PartId = from.ReadString() is { Length: > 0 } part ? part : null,
            PartOf = from.ReadInt32() is var whole and >= 0 ? whole : null,
        };
        incident.Activity.Load(from);
        incident.IsMarketing = from.ReadBoolean();
        incident.Customers = [.. StateBytes.Read<int>(from)];
        incident.Networks.AddRange(StateBytes.Read<int>(from));
        foreach (var seen in (SortedDictionary<int, long>[])[incident.SeenCustomers, incident.SeenSenders, incident.SeenSuppliers, incident.Weighed])
            foreach (var (id, count) in StateBytes.Read<int>(from).Zip(StateBytes.Read<long>(from))) seen.Add(id, count);
        incident.Destinations.UnionWith(StateBytes.Read<ulong>(from));
        incident.Dropped = DroppedNumbers.Load(from);
        foreach (var range in SavedRanges.Read(from)) incident.Ranges.Set(range);
        incident.IsWhole = from.ReadBoolean();
        incident.IsSettled = from.ReadBoolean();
        incident.Aside.AddRange(StateBytes.Read<long>(from));
        incident.Evidence = RangeEvidence.LoadChannels(from);
        incident.Found.Load(from);
        for (var count = StateBytes.ReadCount(from); count > 0; count--) incident.Watches.Add(references.Read(from));
        if (from.ReadBoolean()) (incident.Picture = new PictureRecorder()).Load(from);
        return incident;
    }
}
