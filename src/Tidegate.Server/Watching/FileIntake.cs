using System.Security.Cryptography;
using Tidegate.Live;
using Tidegate.Server.Engine;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Server.Watching;

/// <summary>What the journal remembers of a file that was taken, under the hash of its content.</summary>
internal sealed record TakenFile(string Name, DateTimeOffset At, string Format, long Records, long Bad, long Accepted, long Duplicates, long Late);

/// <summary>
/// Takes the events of one file in. The journal notes that it was taken before anybody moves it; of a file that was cut short
/// by a crash the events that are there already are duplicates, and dropped.
/// </summary>
internal sealed class FileIntake(LiveEngine engine, Packs.EvidenceOptions evidence, TimeProvider time)
{
    /// <summary>Kind of the documents that remember taken files.</summary>
    public const string Kind = "file";

    private const int BatchEvents = 8192;
    private const int MostOnTheWay = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The hash of a file's content.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<string> HashAsync(string path, CancellationToken cancel)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
    }

    /// <summary>What is remembered of a content; null when it was not taken.</summary>
    public TakenFile? Find(string hash) => engine.Book.Read<TakenFile>(Kind, hash);

    /// <summary>Takes all events of a file in: durable and applied when this returns.</summary>
    /// <exception cref="TrafficSourceException">It cannot be opened, or its format is not known.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="NotDurableException">What was read could not be written; it is to be tried again.</exception>
    public async Task<(TakenFile Taken, IReadOnlyList<BadRecord> Bad)> TakeAsync(string path, ReadingOptions reading, CancellationToken cancel)
    {
        var names = new TrafficNames { Ids = evidence.NewIds() };
        using var source = EventFiles.Open([path], names, reading, cancel);
        var onTheWay = new Queue<Task<LiveOutcome>>();
        long accepted = 0, duplicates = 0, late = 0;
        for (; ; )
        {
            cancel.ThrowIfCancellationRequested();
            var events = new TrafficEvent[BatchEvents];
            var count = source.Read(events);
            if (count > 0) onTheWay.Enqueue(await EnterAsync(LiveBatch.Take(events, count, names), cancel));
            while (onTheWay.Count > (count > 0 ? MostOnTheWay : 0))
            {
                var outcome = await onTheWay.Dequeue();
                accepted += outcome.Accepted;
                duplicates += outcome.Duplicates;
                late += outcome.Late;
            }

            if (count == 0) break;
        }

        var report = source.Report;
        return (new TakenFile(Path.GetFileName(path), time.GetUtcNow(), report.Format, report.Records, report.BadRecordCount, accepted, duplicates, late), report.BadRecords);
    }

    /// <summary>Notes in the journal that a content was taken.</summary>
    public Task RememberAsync(string hash, TakenFile taken)
    {
        var json = Book.Write(taken);
        return engine.AppendAsync(new Fact
        {
            Actor = "watch",
            Action = "file.take",
            Subject = taken.Name,
            At = taken.At,
            After = json,
            Documents = [new DocumentChange(Kind, hash, 1, json)],
        });
    }

    // A file has time: where there is no room it waits.
    private async Task<Task<LiveOutcome>> EnterAsync(LiveBatch batch, CancellationToken cancel)
    {
        for (; ; )
        {
            try
            {
                return engine.AppendAsync(batch);
            }
            catch (QueueFullException)
            {
                await Task.Delay(Pause, time, cancel);
            }
        }
    }
}
