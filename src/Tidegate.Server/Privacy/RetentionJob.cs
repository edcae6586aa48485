using Microsoft.Data.Sqlite;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Privacy;

/// <summary>Deletes, kind by kind, what is older than it may be, and writes down what it deleted.</summary>
internal sealed partial class RetentionJob(IEnumerable<IRetained> kinds, DeletionLog deletions, Pseudonyms pseudonyms, RetentionOptions options, TimeProvider time, ILogger<RetentionJob> log) : BackgroundService
{
    /// <summary>All kinds.</summary>
    public IReadOnlyList<IRetained> Kinds { get; } = [.. kinds];

    /// <summary>Deletes now. A kind that cannot be deleted now does not hold up the others.</summary>
    public async Task RunAsync()
    {
        foreach (var kind in Kinds)
        {
            try
            {
                var now = time.GetUtcNow();
                var deleted = await kind.DeleteAsync(now - kind.Keep);
                if (deleted == 0) continue;
                deletions.Add(now, kind.Kind, deleted, now - kind.Keep, kind.OldestLeft());
                LogDeleted(log, kind.Kind, deleted);
            }
            catch (Exception e) when (e is SqliteException or IOException or NotDurableException)
            {
                LogFault(log, kind.Kind, e.Message);
            }
        }

        Settle();
        if (pseudonyms.Forget() is > 0 and var keys) deletions.Add(time.GetUtcNow(), "pseudonym keys", keys, time.GetUtcNow() - options.PseudonymKeys, null);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Every, time);
        try
        {
            do await RunAsync();
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
        catch (NotDurableException)
        {
            // The engine stops.
        }
    }

    private void Settle()
    {
        try
        {
            deletions.Settle();
        }
        catch (SqliteException e)
        {
            LogFault(log, "what is left in the write-ahead log", e.Message);
        }
    }

    [LoggerMessage(1300, LogLevel.Information, "Deleted {Count} of {Kind}, which were older than they may be")]
    private static partial void LogDeleted(ILogger log, string kind, int count);

    [LoggerMessage(1301, LogLevel.Error, "{Kind} could not be deleted now: {Reason}")]
    private static partial void LogFault(ILogger log, string kind, string reason);
}
