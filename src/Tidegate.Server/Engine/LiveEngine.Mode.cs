using Tidegate.Live;

namespace Tidegate.Server.Engine;

/// <summary>Whether verdicts are acted on.</summary>
internal enum RunMode
{
    /// <summary>Decide, but let everything pass.</summary>
    Monitor,

    /// <summary>Act.</summary>
    Enforce,
}

/// <summary>What the engine runs as, and how it does.</summary>
internal sealed partial class LiveEngine
{
    /// <summary>The mode by configuration; null where people set it while it runs.</summary>
    public RunMode? FixedMode { get; private set; }

    /// <summary>The mode in force: configuration's, else the one last set, else monitor.</summary>
    public RunMode Mode => FixedMode ?? (Book.Find(Book.Setting, "mode") is { } set && set.Json.Contains("enforce", StringComparison.Ordinal) ? RunMode.Enforce : RunMode.Monitor);

    /// <summary>Sets the mode by configuration.</summary>
    public Task SetFixedModeAsync(RunMode? mode)
    {
        FixedMode = mode;
        return ApplyModeAsync();
    }

    /// <summary>Puts the mode in force.</summary>
    public Task ApplyModeAsync()
    {
        if (_threads.Count > 0) return ReadAsync(Watch);
        Watch(_partition);
        return Task.CompletedTask;

        bool Watch(LivePartition partition)
        {
            partition.Watch(Mode != RunMode.Enforce);
            return true;
        }
    }

    /// <summary>How the engine does.</summary>
    public EngineHealth Health() => new(
        _journalFault,
        _casesFault,
        _detectionFault,
        IsStale,
        Interlocked.Read(ref _queuedEvents),
        Interlocked.Read(ref _queuedBytes),
        Interlocked.Read(ref _events),
        Interlocked.Read(ref _duplicates),
        Interlocked.Read(ref _late),
        Interlocked.Read(ref _orphans),
        _pressure.Refused,
        Interlocked.Read(ref _commits),
        _journal.Last,
        _journal.Bytes,
        _time.GetElapsedTime(Volatile.Read(ref _lastSnapshot)),
        DamagedEntries);
}

/// <summary>How the engine does: faults (null when none), what is queued, what was counted.</summary>
internal sealed record EngineHealth(
    string? JournalFault,
    string? CasesFault,
    string? DetectionFault,
    bool Stale,
    long QueuedEvents,
    long QueuedBytes,
    long Events,
    long Duplicates,
    long Late,
    long Orphans,
    long Refused,
    long Commits,
    long Position,
    long JournalBytes,
    TimeSpan SinceSnapshot,
    long DamagedEntries);
