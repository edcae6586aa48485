namespace Tidegate.Server.Console;

/// <summary>Reads what the first page shows once the service runs, so that whoever opens it first does not wait for cold files.</summary>
internal sealed class ConsoleWarmUp(PresentCache present) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await present.PrepareAsync();
    }
}
