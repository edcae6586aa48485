using Tidegate.Enforcement;

namespace Tidegate.Server.Engine;

/// <summary>What the engine tells: event ids 1000 to 1099, never reused.</summary>
internal sealed partial class LiveEngine
{
    [LoggerMessage(1000, LogLevel.Information, "Back at journal position {Position}: {Replayed} entries replayed, {Incidents} incidents known")]
    private static partial void LogRecovered(ILogger log, long position, int replayed, int incidents);

    [LoggerMessage(1001, LogLevel.Warning, "The snapshot of position {Position} is refused: {Reason} The one before it, or the journal, is taken")]
    private static partial void LogSnapshotRefused(ILogger log, long position, string reason);

    [LoggerMessage(1002, LogLevel.Error, "No snapshot can be read and the journal no longer holds all events: what detection learnt from older ones is gone, cases and what people changed are not")]
    private static partial void LogHistoryGone(ILogger log);

    [LoggerMessage(1003, LogLevel.Error, "Journal entry {Position} is damaged and left out: {Reason}")]
    private static partial void LogDamaged(ILogger log, long position, string reason);

    [LoggerMessage(1004, LogLevel.Error, "The traffic's sums lack the journal entries {From} to {To}: no snapshot goes back that far. Detection lacks nothing")]
    private static partial void LogSumsGap(ILogger log, long from, long to);

    [LoggerMessage(1010, LogLevel.Error, "The journal cannot be written, nothing is acknowledged: {Reason}")]
    private static partial void LogJournalFault(ILogger log, string reason, Exception error);

    [LoggerMessage(1011, LogLevel.Information, "The journal can be written again")]
    private static partial void LogJournalBack(ILogger log);

    [LoggerMessage(1012, LogLevel.Debug, "{Count} journal entries up to {Position} deleted")]
    private static partial void LogTrimmed(ILogger log, int count, long position);

    [LoggerMessage(1013, LogLevel.Warning, "The journal cannot be trimmed: {Reason}")]
    private static partial void LogTrimFault(ILogger log, string reason);

    [LoggerMessage(1020, LogLevel.Critical, "Detection stopped at journal position {Position}; verdicts go on by the decisions at hand")]
    private static partial void LogDetectionFault(ILogger log, long position, Exception error);

    [LoggerMessage(1021, LogLevel.Warning, "Incident {Incident} opened, log odds {LogOdds}")]
    private static partial void LogOpened(ILogger log, string incident, double logOdds);

    [LoggerMessage(1022, LogLevel.Information, "Decision {Sequence}: {Order} {Kind}, ended: {Gone}")]
    private static partial void LogDecision(ILogger log, long sequence, string order, OrderKind kind, bool gone);

    [LoggerMessage(1032, LogLevel.Debug, "Image of position {Position}, {Megabytes} MiB, taken in {Milliseconds} ms; detection stood still for it")]
    private static partial void LogSnapshotTaken(ILogger log, long position, long megabytes, double milliseconds);

    [LoggerMessage(1030, LogLevel.Debug, "Snapshot of position {Position} written in {Milliseconds} ms")]
    private static partial void LogSnapshot(ILogger log, long position, double milliseconds);

    [LoggerMessage(1031, LogLevel.Error, "The snapshot of position {Position} cannot be written: {Reason}")]
    private static partial void LogSnapshotFault(ILogger log, long position, string reason);

    [LoggerMessage(1040, LogLevel.Error, "Cases cannot be written, trying again: {Reason}")]
    private static partial void LogCasesFault(ILogger log, string reason, Exception error);

    [LoggerMessage(1041, LogLevel.Information, "Cases can be written again")]
    private static partial void LogCasesBack(ILogger log);
}
