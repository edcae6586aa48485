using Tidegate.Enforcement;
using Tidegate.Live;
using Tidegate.Numbering;
using Tidegate.Pipeline;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Engine;

/// <summary>Coming back: the newest snapshot that is whole, then the journal from there on.</summary>
internal sealed partial class LiveEngine
{
    private long _snapshotPosition = -1;
    private long _lastSnapshot;

    /// <summary>Entries of the journal that could not be read back.</summary>
    public long DamagedEntries { get; private set; }

    private LivePartition Recover()
    {
        var options = new ScanOptions { Detection = _options.Detection };
        var partition = FromSnapshot(options);
        if (partition is null)
        {
            if (!_journal.IsWhole) LogHistoryGone(_log);
            partition = new LivePartition(new NumberPlan(), options, Enforcer);
        }

        _journal.SkipTo(partition.Position);
        var replayed = 0;
        foreach (var entry in _journal.Read(partition.Position))
        {
            Replay(partition, entry);
            replayed++;
        }

        partition.Watch(Mode != RunMode.Enforce);
        var age = _journal.LastAt is { } at ? _time.GetUtcNow() - at : TimeSpan.Zero;
        Clock.Set(partition.Now, age < TimeSpan.Zero ? TimeSpan.Zero : age);
        _lastSnapshot = _time.GetTimestamp();
        LogRecovered(_log, partition.Position, replayed, partition.Desk.Incidents.Count);
        return partition;
    }

    private LivePartition? FromSnapshot(ScanOptions options)
    {
        foreach (var (position, path) in _snapshots.All())
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
                var partition = LivePartition.Load(file, new NumberPlan(), options, Enforcer);
                if (partition.Position != position) throw new SnapshotException($"It is of position {partition.Position}, not of {position}.");
                _snapshotPosition = position;
                return partition;
            }
            catch (Exception e) when (e is SnapshotException or IOException)
            {
                LogSnapshotRefused(_log, position, e.Message);
            }
        }

        return null;
    }

    private void Replay(LivePartition partition, JournalEntry entry)
    {
        try
        {
            var outcome = entry.Kind == EntryKind.Events
                ? partition.Apply(entry.Position, LiveBatchCodec.Decode(entry.Body))
                : partition.Apply(entry.Position, Fact.Decode(entry.Body));
            Stream.Add(outcome.Changes);
            if (outcome.IsNews) WriteDown(outcome);
        }
        catch (InvalidDataException e)
        {
            DamagedEntries++;
            LogDamaged(_log, entry.Position, e.Message);
        }
    }
}
