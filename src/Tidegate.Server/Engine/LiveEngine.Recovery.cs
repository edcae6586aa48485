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

    // Where all cases are gone, nobody is told of days long past a second time.
    private bool _tells = true;

    /// <summary>Largest journal of which the traffic's sums are made anew when no snapshot goes back far enough.</summary>
    private const long MostRebuilt = 1L << 30;

    /// <summary>Entries of the journal that could not be read back.</summary>
    public long DamagedEntries { get; private set; }

    /// <summary>
    /// Comes back to where it was; no thread runs yet. What was journalled and not written down before it ended is written down now, and
    /// with it what else is to be: whoever wants to write or change something then must be heard before.
    /// </summary>
    /// <param name="mode">The mode by configuration.</param>
    public void Recover(RunMode? mode)
    {
        FixedMode = mode;
        _tells = _store.Position > 0;
        _partition = Recovered();
        _tells = true;
    }

    private LivePartition Recovered()
    {
        var options = new ScanOptions { Detection = _options.Detection };
        var partition = FromSnapshot(options);
        if (partition is null)
        {
            if (!_journal.IsWhole) LogHistoryGone(_log);
            partition = new LivePartition(new NumberPlan(), options, Enforcer);
        }

        if (Sums.Rollups.Position < partition.Position) LogSumsGap(_log, Sums.Rollups.Position, partition.Position);
        partition.Replay.Tally = _tally;
        _journal.SkipTo(Math.Max(partition.Position, Sums.Rollups.Position));
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
        foreach (var (position, path) in SnapshotsToTry())
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
                var partition = LivePartition.Load(file, new NumberPlan(), options, Enforcer);
                if (partition.Position != position) throw new SnapshotException($"It is of position {partition.Position}, not of {position}.");
                (_snapshotPosition, _imageSize) = (position, file.Length);
                return partition;
            }
            catch (Exception e) when (e is SnapshotException or IOException)
            {
                LogSnapshotRefused(_log, position, e.Message);
            }
        }

        return null;
    }

    // Newest first, but first of all those that the traffic's sums reach up to: what they lack is in the entries after it.
    private IEnumerable<(long Position, string Path)> SnapshotsToTry()
    {
        var all = _snapshots.All();
        var written = Sums.Rollups.Position;
        var behind = all.Where(s => s.Position <= written).ToList();
        if (behind.Count == 0 && _journal.IsWhole && _journal.Bytes < MostRebuilt) return [];
        return behind.Concat(all.Where(s => s.Position > written));
    }

    private void Replay(LivePartition partition, JournalEntry entry)
    {
        try
        {
            var outcome = entry.Kind == EntryKind.Events
                ? partition.Apply(entry.Position, LiveBatchCodec.Decode(entry.Body), entry.At)
                : partition.Apply(entry.Position, Fact.Decode(entry.Body));
            Sums.Take(entry.Position, _tally, partition.Replay.Names, wait: true);
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
