using Tidegate.Detection;

namespace Tidegate.Server.Engine;

/// <summary>Tunables of the engine.</summary>
internal sealed record EngineOptions
{
    /// <summary>Directory that all data is in.</summary>
    public required string Data { get; init; }

    /// <summary>Most events queued and not yet applied. Default 400,000; more: larger bursts are taken, with more memory.</summary>
    public int QueueEvents { get; init; } = 400_000;

    /// <summary>Most bytes queued and not yet journalled. Default 64 MiB.</summary>
    public long QueueBytes { get; init; } = 64L << 20;

    /// <summary>Time between snapshots. Default 5 minutes; shorter: faster restarts, more writing.</summary>
    public TimeSpan SnapshotEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the journal keeps what the snapshots already hold. Default 7 days.</summary>
    public TimeSpan JournalRetention { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How far detection may lag behind before the table counts as stale. Default 30 seconds.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a locked database is waited for. Default 5 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tunables of detection.</summary>
    public DetectionOptions Detection { get; init; } = DetectionOptions.Default;
}
