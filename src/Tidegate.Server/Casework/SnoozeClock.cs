using Tidegate.Server.Engine;

namespace Tidegate.Server.Casework;

/// <summary>Wakes incidents whose snooze is over: operators are told how they stand, and of what comes after.</summary>
internal sealed class SnoozeClock(LiveEngine engine, Operators operators, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    /// <summary>Wakes those whose time has come.</summary>
    public async Task WakeAsync()
    {
        foreach (var document in engine.Book.All(Book.Case).Where(d => d.Json.Contains("snoozed_until", StringComparison.Ordinal)))
            if (operators.Notes(document.Id).SnoozedUntil <= time.GetUtcNow()) await operators.WakeAsync(document.Id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await WakeAsync();
                }
                catch (NotDurableException)
                {
                    // The journal cannot be written now, or the engine stops: the next tick tries again, or there is none.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It stops.
        }
    }
}
