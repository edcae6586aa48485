using Tidegate.Notify;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Notifying;

/// <summary>Puts news of incidents into the outbox, in the transaction that writes the incident down, and sends what is in it.</summary>
internal sealed class NotifyService(LiveEngine engine, Notifier notifier, TimeProvider time) : BackgroundService
{
    private readonly CaseNews _news = new(engine, time);

    /// <summary>Listens to the engine; to be called before it starts.</summary>
    public void Attach()
    {
        var told = 0;
        engine.AlsoWrite = (connection, transaction, outcome) =>
        {
            told = 0;

            // What a person sends goes first: of one version a channel is told once.
            if (_news.Asked(outcome) is var (asked, customer)) told += notifier.Tell(connection, transaction, asked, customer);
            foreach (var news in _news.Of(outcome)) told += notifier.Enqueue(connection, transaction, news);
        };
        engine.Written = () =>
        {
            if (told > 0) notifier.Wake();
        };
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => notifier.RunAsync(stoppingToken), CancellationToken.None);
}
