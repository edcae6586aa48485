using System.Buffers;
using System.Collections.Concurrent;
using Tidegate.Pipeline;
using Tidegate.Storage.Rollups;
using Tidegate.Traffic;

namespace Tidegate.Server.Engine;

/// <summary>
/// Sums up the traffic on a thread of its own and writes it down about once a second. Detection hands over what it took and
/// never waits; what finds no room is counted as lost, and told.
/// </summary>
internal sealed partial class RollupSink : IDisposable
{
    private const int MostQueued = 2_000_000; // steps of 72 bytes: 20 seconds of 100,000 messages a second
    private const int ManyQueued = 100_000;
    private const int MostRows = 400_000;
    private const long FoldFrom = 300_000;

    /// <summary>
    /// Where there is enough to fold again so soon, it waits for this much or for <see cref="MergesAfter"/>: a fold adds to the day's coarse sums, which costs
    /// much the same for few rows and for many.
    /// </summary>
    private const long FoldFromInHaste = 1_500_000;
    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FlushEveryWhenBehind = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FoldEvery = TimeSpan.FromMinutes(10);

    /// <summary>Where much more than enough to fold has come by then, there is no time to look for rows with the same keys among those folded before.</summary>
    private static readonly TimeSpan MergesAfter = TimeSpan.FromSeconds(30);

    /// <summary>Then that is made up for, some minutes of traffic at a time.</summary>
    private static readonly TimeSpan MergesEvery = TimeSpan.FromSeconds(10);

    private const long MostMerged = 500_000; // rows: a second or two of work

    private readonly BlockingCollection<Work> _queue = [];
    private readonly RollupBuffer _sums = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Thread _thread;
    private readonly long _since;
    private TrafficNames? _names;
    private long _queued;
    private long _lost;
    private long _taken;
    private long _flushed;
    private long _folded;
    private long _merged;
    private volatile string? _fault;

    /// <summary>Opens the sums in a folder. A file that is damaged is put aside, and new ones are begun.</summary>
    public RollupSink(string folder, TimeProvider time, ILogger log)
    {
        (_time, _log) = (time, log);
        _flushed = _folded = _merged = time.GetTimestamp();
        _thread = new Thread(Run) { Name = "tidegate-rollups", IsBackground = true };
        ThreadSlice.Lengthen(); // for the threads that DuckDB starts, and ours
        try
        {
            Rollups = Open(folder);
            _since = _taken = Rollups.Position;
            _lost = Rollups.Lost;
            _thread.Start();
        }
        finally
        {
            ThreadSlice.Reset();
        }
    }

    /// <summary>The sums.</summary>
    public TrafficRollups Rollups { get; }

    /// <summary>Messages, receipts and conversions that could not be counted.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Why the sums cannot be written; null when they can.</summary>
    public string? Fault => _fault;

    // Then it is written less often: the more is summed up in memory, the fewer rows there are to write.
    private bool IsBehind => Interlocked.Read(ref _queued) > ManyQueued;

    /// <summary>Takes what an entry of the journal added. One thread at a time.</summary>
    /// <param name="position">The entry.</param>
    /// <param name="tally">What it added; it is cleared.</param>
    /// <param name="names">Names behind its ids, the same each time.</param>
    /// <param name="wait">Whether to wait for room: when nobody waits for an answer.</param>
    public void Take(long position, TrafficTally tally, TrafficNames names, bool wait)
    {
        var steps = tally.Steps;
        if (position > _since) HandOver(position, steps, names, wait);
        tally.Clear();
    }

    /// <summary>Writes down what was taken so far; true once it is.</summary>
    public Task<bool> FlushAsync()
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _queue.Add(new Work(0, [], 0, done));
        }
        catch (InvalidOperationException)
        {
            done.SetResult(false);
        }

        return done.Task;
    }

    /// <summary>Whether the sums reach up to a position, or cannot: a snapshot need not wait for what cannot be written.</summary>
    public bool Reaches(long position) => Rollups.Position >= position || (FlushAsync().GetAwaiter().GetResult() && Rollups.Position >= position) || _fault is not null;

    public void Dispose()
    {
        if (_queue.IsAddingCompleted) return;
        _queue.CompleteAdding();
        _thread.Join();
        Rollups.Dispose();
        _queue.Dispose();
    }

    private void HandOver(long position, ReadOnlySpan<TallyStep> steps, TrafficNames names, bool wait)
    {
        _names = names;
        while (wait && Interlocked.Read(ref _queued) > MostQueued) Thread.Sleep(1);
        if (Interlocked.Read(ref _queued) > MostQueued)
        {
            if (Interlocked.Add(ref _lost, steps.Length) == steps.Length) LogLost(_log, MostQueued);
            steps = [];
        }

        var own = ArrayPool<TallyStep>.Shared.Rent(steps.Length);
        steps.CopyTo(own);
        Interlocked.Add(ref _queued, steps.Length);
        _queue.Add(new Work(position, own, steps.Length, null));
    }

    private void Run()
    {
        while (!_queue.IsCompleted)
        {
            if (!_queue.TryTake(out var work, FlushEvery))
            {
                Flush();
                continue;
            }

            if (work.Done is { } done)
            {
                done.SetResult(Flush());
                continue;
            }

            Sum(work);
            if (_time.GetElapsedTime(_flushed) >= (IsBehind ? FlushEveryWhenBehind : FlushEvery)) Flush();
        }

        Flush();
    }

    private void Sum(Work work)
    {
        // Between entries alone: what is written down is whole entries, and the position of the last of them.
        if (_sums.Count + work.Count > MostRows) Flush();
        foreach (ref readonly var step in work.Steps.AsSpan(0, work.Count))
            if (!_sums.TryAdd(step, MostRows) && Interlocked.Increment(ref _lost) == 1) LogLost(_log, MostRows);

        _taken = work.Position;
        Interlocked.Add(ref _queued, -work.Count);
        ArrayPool<TallyStep>.Shared.Return(work.Steps);
    }

    private bool Flush()
    {
        _flushed = _time.GetTimestamp();
        if (_taken == Rollups.Position && _sums.Count == 0 && !(Rollups.HasUnmerged && IsQuiet)) return true;
        try
        {
            Rollups.Add(_taken, Lost, _sums.Count == 0 ? [] : _sums.Rows(_names!));
            _sums.Clear();
            if (_fault is not null) LogBack(_log);
            _fault = null;
            var since = _time.GetElapsedTime(_folded);
            if (Rollups.Fresh >= (since >= MergesAfter ? FoldFrom : FoldFromInHaste) || (Rollups.Fresh > 0 && since >= FoldEvery)) Fold();
            else if (Rollups.HasUnmerged && IsQuiet) Merge();
            return true;
        }
        catch (IOException e)
        {
            if (_fault is null) LogFault(_log, e.Message);
            _fault = e.Message;
            return false;
        }
    }

    private void Fold()
    {
        var merge = Rollups.Fresh < 2 * FoldFrom;
        _folded = _time.GetTimestamp();
        Rollups.Fold(merge);
    }

    // Folds come seldom, as they do where there is time.
    private bool IsQuiet => !IsBehind && _time.GetElapsedTime(_folded) >= MergesAfter && _time.GetElapsedTime(_merged) >= MergesEvery;

    private void Merge()
    {
        Rollups.MergeSome(MostMerged);
        _merged = _time.GetTimestamp();
    }

    private TrafficRollups Open(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = Path.Combine(folder, "traffic.duckdb");
        try
        {
            return new TrafficRollups(path);
        }
        catch (IOException e)
        {
            var aside = $"{path}.damaged-{_time.GetUtcNow().ToUnixTimeSeconds()}";
            LogAside(_log, aside, e.Message);
            File.Move(path, aside, overwrite: true);
            if (File.Exists(path + ".wal")) File.Move(path + ".wal", aside + ".wal", overwrite: true);
            return new TrafficRollups(path);
        }
    }

    private readonly record struct Work(long Position, TallyStep[] Steps, int Count, TaskCompletionSource<bool>? Done);

    [LoggerMessage(1050, LogLevel.Error, "The traffic's sums cannot be written, trying again: {Reason}")]
    private static partial void LogFault(ILogger log, string reason);

    [LoggerMessage(1051, LogLevel.Information, "The traffic's sums can be written again")]
    private static partial void LogBack(ILogger log);

    [LoggerMessage(1052, LogLevel.Error, "The traffic's sums do not keep up: what is beyond {Most} is not counted")]
    private static partial void LogLost(ILogger log, int most);

    [LoggerMessage(1053, LogLevel.Error, "The traffic's sums are damaged, put aside as {Path}, and begun anew: {Reason}")]
    private static partial void LogAside(ILogger log, string path, string reason);
}
