using System.Net;
using Microsoft.Extensions.Time.Testing;
using Tidegate.Notifications;
using Tidegate.Notify.Senders.Webhooks;
using Tidegate.Notify.Settings;

namespace Tidegate.Notify.Tests;

/// <summary>A notifier with an outbox, a clock that only moves when told to, and a log.</summary>
internal sealed class Bench : IDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public Bench(NotificationSettings settings, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        Settings = settings;
        Notifier = new Notifier(settings, Scratch.Outbox, Clock, Log, resolve);
    }

    public Scratch Scratch { get; } = new();

    public FakeTimeProvider Clock { get; } = Samples.Clock();

    public KeptLog Log { get; } = new();

    public NotificationSettings Settings { get; }

    public Notifier Notifier { get; }

    /// <summary>Settings with webhooks that may be on loopback.</summary>
    public static NotificationSettings Webhooks(params (string Name, Uri Url)[] channels) => new()
    {
        Channels = [.. channels.Select(c => Webhook(c.Name, c.Url))],
        Outbound = new OutboundSettings { AllowInside = [.. channels.Select(c => $"{c.Url.Host}:{c.Url.Port}")] },
    };

    public static ChannelSettings Webhook(string name, Uri url) => new() { Name = name, Kind = "webhook", Url = url.AbsoluteUri, Secrets = [Secret] };

    public int Tell(IncidentNews news) => Scratch.Commit((c, t) => Notifier.Enqueue(c, t, news));

    /// <summary>Sends what is due, moves the clock, and so on, until a time has passed.</summary>
    public async Task RunForAsync(TimeSpan span, TimeSpan step)
    {
        for (var end = Clock.GetUtcNow() + span; Clock.GetUtcNow() < end; Clock.Advance(step)) await Notifier.PumpAsync();
    }

    public void Dispose()
    {
        Notifier.Dispose();
        Scratch.Dispose();
    }
}
