using System.IO.Hashing;
using System.Text.Json;
using Tidegate.Enforcement;
using Tidegate.Numbering;
using Tidegate.Pipeline;

namespace Tidegate.Live;

/// <summary>Saving and restoring: a head of JSON with its checksum, then the state of detection.</summary>
internal sealed partial class LivePartition
{
    private const int MostHead = 1 << 28;

    private static ReadOnlySpan<byte> Magic => "TGLIVE03"u8;

    // The same without priors: what it lacks is empty. A build that knows none would drop them, so it must refuse the newer one.
    private static ReadOnlySpan<byte> BeforePriors => "TGLIVE02"u8;

    /// <summary>Writes all state. The stream stays open.</summary>
    public void Save(Stream stream)
    {
        var head = JsonSerializer.SerializeToUtf8Bytes(
            new LiveHead
            {
                Position = Position,
                Sequence = Sequence,
                PolicyVersion = PolicyVersion,
                Policy = Desk.Policy,
                RatesVersion = RatesVersion,
                Rates = Rates,
                Expectations = Desk.Lessons.Expectations,
                Confirmations = Desk.Lessons.Confirmations,
                Priors = Desk.Priors.All,
                Expected = Desk.Lessons.Expected,
                Orders = [.. _orders.Values],
                Told = new SortedDictionary<int, long>(_told),
            },
            FactJson.Default.LiveHead);
        stream.Write(Magic);
        stream.Write(BitConverter.GetBytes(head.Length));
        stream.Write(BitConverter.GetBytes(XxHash3.HashToUInt64(head)));
        stream.Write(head);
        Snapshot.Write(stream, _seen.Save);
        _replay.Save(stream);
    }

    /// <summary>Restores a partition.</summary>
    /// <exception cref="SnapshotException">It is no snapshot, or damaged, or of another version.</exception>
    public static LivePartition Load(Stream stream, NumberPlan plan, ScanOptions options, Enforcer enforcer)
    {
        var head = LoadHead(stream);
        var seen = Snapshot.Read(stream, from =>
        {
            var ids = new SeenIds(options.Detection.MaxKnownNumbers);
            ids.Load(from);
            return ids;
        });
        var partition = new LivePartition(Replay.Load(stream, plan, options with { Policy = head.Policy, Rates = head.Rates, Priors = head.Priors }), options, enforcer, seen)
        {
            Position = head.Position,
            Sequence = head.Sequence,
            PolicyVersion = head.PolicyVersion,
            RatesVersion = head.RatesVersion,
        };
        partition.Restore(head);
        return partition;
    }

    private static LiveHead LoadHead(Stream stream)
    {
        var start = new byte[Magic.Length + sizeof(int) + sizeof(ulong)];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || (!start.AsSpan().StartsWith(Magic) && !start.AsSpan().StartsWith(BeforePriors)))
            throw new SnapshotException("It is no snapshot of the live service, or one of another version.");
        var length = BitConverter.ToInt32(start, Magic.Length);
        if (length is < 0 or > MostHead) throw new SnapshotException("The head of the snapshot is damaged.");
        var bytes = new byte[length];
        if (stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length || XxHash3.HashToUInt64(bytes) != BitConverter.ToUInt64(start, Magic.Length + sizeof(int)))
            throw new SnapshotException("The head of the snapshot is damaged.");
        try
        {
            return JsonSerializer.Deserialize(bytes, FactJson.Default.LiveHead) ?? throw new SnapshotException("The head of the snapshot is empty.");
        }
        catch (JsonException e)
        {
            throw new SnapshotException("The head of the snapshot cannot be read: " + e.Message, e);
        }
    }

    private void Restore(LiveHead head)
    {
        Desk.Policy = head.Policy;
        Desk.Lessons.Restore(head.Expectations, head.Confirmations, head.Expected);
        foreach (var order in head.Orders) _orders[order.Id] = order;
        foreach (var decision in Desk.Standing) _automatic[decision.Number] = OrderOf(decision);
        foreach (var (number, messages) in head.Told) _told[number] = messages;
        _toldIncidents = Desk.Incidents.Count;
        _toldParties = _replay.Names.Customers.Count;
        _toldSuppliers = _replay.Names.Suppliers.Count;
        foreach (var (key, first) in _replay.Partition.KnownPairs()) _known.Set(key, first);
        _table = DecisionTable.Empty.With([.. Orders], [], _replay.Names);
        Publish();
    }
}
