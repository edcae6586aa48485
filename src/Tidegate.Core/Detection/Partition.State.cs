namespace Tidegate.Detection;

/// <summary>The state of a partition as bytes: the same state gives the same bytes.</summary>
internal sealed partial class Partition
{
    /// <summary>Writes all state but names and options.</summary>
    public void Save(BinaryWriter to, WatchReferences references)
    {
        Arrivals.Save(to);
        Counts.Save(to);
        Log.Save(to);
        _known.Save(to);
        _groups.Save(to);
        _places.Save(to);
        _traces.Save(to);
        Watches.Save(to, references);
        SaveFeedback(to);
        SaveEvidence(to);
    }

    /// <summary>Takes saved state; this must still be new.</summary>
    public void Load(BinaryReader from, WatchReferences references)
    {
        Arrivals.Load(from);
        Now = Arrivals.Now;
        Counts.Load(from);
        Log.Load(from);
        _known.Load(from);
        _groups.Load(from);
        _places.Load(from);
        _traces.Load(from);
        Watches.Load(from, references);
        LoadFeedback(from);
        LoadEvidence(from);
    }

    private void SaveFeedback(BinaryWriter to)
    {
        _early.Save(to);
        _delays.Save(to);
        StateBytes.Write<CustomerFeed>(to, _feeds);
        StateBytes.Write<ReceiptFeed>(to, _supplierReceipts);
        StateBytes.Write<ReceiptFeed>(to, _networkReceipts);
        _unused.Save(to);
        _barren.Save(to);
        _repeats.Save(to);
        to.Write(_mature);
        SaveBatches(to);
        to.Write(FeedChanges.Count);
        foreach (var change in FeedChanges)
        {
            to.Write((byte)change.Feed);
            to.Write(change.Party);
            to.Write(change.From);
            to.Write(change.Until.HasValue);
            to.Write(change.Until ?? 0);
        }
    }

    private void LoadFeedback(BinaryReader from)
    {
        _early.Load(from);
        _delays.Load(from);
        _feeds = StateBytes.Read<CustomerFeed>(from);
        _supplierReceipts = StateBytes.Read<ReceiptFeed>(from);
        _networkReceipts = StateBytes.Read<ReceiptFeed>(from);
        _unused.Load(from);
        _barren.Load(from);
        _repeats.Load(from);
        _mature = from.ReadInt64();
        LoadBatches(from);
        for (var count = StateBytes.ReadCount(from); count > 0; count--)
        {
            var (feed, party, since, ended, until) = ((Feed)from.ReadByte(), from.ReadInt32(), from.ReadInt64(), from.ReadBoolean(), from.ReadInt64());
            FeedChanges.Add(new FeedChange(feed, party, since, ended ? until : null));
        }
    }

    private void SaveEvidence(BinaryWriter to)
    {
        to.Write(_examined.Count);
        foreach (var (key, look) in _examined.OrderBy(e => e.Key))
        {
            to.Write(key);
            to.Write(look.Evidence);
            to.Write(look.Time);
            to.Write(look.Clock);
            to.Write(look.Suspects);
        }

        void Group((int Customer, int Network) key)
        {
            to.Write(key.Customer);
            to.Write(key.Network);
        }

        SaveTimes(to, _anticipated, Group);
        SaveTimes(to, _unexpected, Group);
        SaveTimes(to, _refused, to.Write);
        SaveTimes(to, _fakes, to.Write);
        SaveTimes(to, _listUntil, to.Write);
        SaveTimes(to, _peopleUntil, to.Write);
        SaveTimes(to, _listWaits, to.Write);
        to.Write(_looks);
        to.Write(_lookedAt);

        to.Write(_networkSupplier.Count);
        foreach (var (network, supplier) in _networkSupplier.OrderBy(n => n.Key))
        {
            to.Write(network);
            to.Write(supplier);
        }

        StateBytes.Write<int>(to, _senderOwner);
        StateBytes.Write<int>(to, _customerSender);

        // What all traffic said of the last message; still used for the next where its group is the overflow group.
        StateBytes.Write<float>(to, _allShares);
        to.Write(_allNetworkShare);
        to.Write(_allYoungRate);
        to.Write(_young);
        to.Write(_mapped);
    }

    private static void SaveTimes(BinaryWriter to, Dictionary<int, long> times)
    {
        to.Write(times.Count);
        foreach (var (customer, time) in times.OrderBy(t => t.Key))
        {
            to.Write(customer);
            to.Write(time);
        }
    }

    private static void SaveTimes<TKey>(BinaryWriter to, Dictionary<TKey, long> times, Action<TKey> write)
        where TKey : notnull
    {
        to.Write(times.Count);
        foreach (var (key, time) in times.OrderBy(t => t.Key))
        {
            write(key);
            to.Write(time);
        }
    }

    private static void LoadTimes<TKey>(BinaryReader from, Dictionary<TKey, long> times, Func<TKey> read)
        where TKey : notnull
    {
        for (var count = StateBytes.ReadCount(from); count > 0; count--) times.Add(read(), from.ReadInt64());
    }

    private void LoadEvidence(BinaryReader from)
    {
        for (var count = StateBytes.ReadCount(from); count > 0; count--) _examined.Add(from.ReadUInt64(), new Look(from.ReadSingle(), from.ReadInt64(), from.ReadUInt32(), from.ReadInt32()));
        (int Customer, int Network) Group() => (from.ReadInt32(), from.ReadInt32());
        LoadTimes(from, _anticipated, Group);
        LoadTimes(from, _unexpected, Group);
        LoadTimes(from, _refused, from.ReadInt32);
        LoadTimes(from, _fakes, from.ReadInt32);
        LoadTimes(from, _listUntil, from.ReadInt32);
        LoadTimes(from, _peopleUntil, from.ReadInt32);
        LoadTimes(from, _listWaits, from.ReadInt32);
        (_looks, _lookedAt) = (from.ReadInt64(), from.ReadInt64());
        for (var count = StateBytes.ReadCount(from); count > 0; count--) _networkSupplier.Add(from.ReadInt32(), from.ReadInt32());
        _senderOwner = StateBytes.Read<int>(from);
        _customerSender = StateBytes.Read<int>(from);
        StateBytes.Read<float>(from).CopyTo(_allShares, 0);
        _allNetworkShare = from.ReadSingle();
        _allYoungRate = from.ReadSingle();
        _young = from.ReadBoolean();
        _mapped = from.ReadInt32();
    }
}
