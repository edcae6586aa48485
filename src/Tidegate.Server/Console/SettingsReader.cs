using System.Globalization;
using Tidegate.Reporting;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Privacy;
using Tidegate.Server.Settings;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Console;

/// <summary>Reads settings and health for the console.</summary>
internal sealed class SettingsReader(LiveEngine engine, LiveSettings settings, Accounts accounts, KeyRing keys, RetentionJob retention, NotificationOutbox outbox, SettingsEdits edits, Casework.Operators operators, IServiceProvider services, TimeProvider time)
{
    /// <summary>Settings and health, as far as a caller may see them.</summary>
    public async Task<SettingsView> ReadAsync(Frame frame, Caller caller)
    {
        var health = engine.Health();
        var conditions = outbox.Conditions().ToDictionary(c => c.Name, StringComparer.Ordinal);
        var rates = operators.Rates()!;
        var view = new SettingsView
        {
            Frame = frame,
            Health = HealthEndpoints.Look(engine, settings).Checks,
            Counts =
            [
                ("events", Phrases.Count(health.Events)), ("duplicates", Phrases.Count(health.Duplicates)), ("too late", Phrases.Count(health.Late)), ("of unknown messages", Phrases.Count(health.Orphans)),
                ("batches refused", Phrases.Count(health.Refused)), ("events queued", Phrases.Count(health.QueuedEvents)), ("journal", string.Create(CultureInfo.InvariantCulture, $"{health.JournalBytes / 1048576.0:0.0} MiB")),
                ("last snapshot", Phrases.Span(health.SinceSnapshot) + " ago"),
            ],
            ModeIsFixed = engine.FixedMode is not null,
            HasEvents = await engine.ReadAsync(p => p.Now > 0),
            Channels = Channels(conditions),
            RatesVersion = rates.Version,
            Rates = rates.Rates.Count,
            HasSmpp = services.GetService<Smpp.SmppAccounts>() is not null,
        };
        if (caller.Role != Role.Admin) return view;
        var now = time.GetUtcNow();
        return view with
        {
            People = [.. accounts.All().Select(a => new PersonRow(a.Name, a.Role, a.Customer ?? "", a.State, a.SecondFactor, a.SignedInAt))],
            Keys = [.. keys.All.Reverse().Select(k => new KeyRow(k.Id, k.Name, k.Role.ToString().ToLowerInvariant(), k.Customer ?? "", k.CreatedAt, k.ExpiresAt, k.RevokedAt, !(k.ExpiresAt <= now) && !(k.RevokedAt <= now)))],
            Retention = [.. retention.Kinds.Select(k => new RetentionRow(k.Kind, k.Keep == TimeSpan.Zero ? "not at all" : Durations.Text(k.Keep), k.OldestLeft()))],
            RetentionEdited = Edited(edits.Retention),
        };
    }

    private List<ChannelRow> Channels(Dictionary<string, ChannelCondition> conditions)
    {
        var (used, edited) = (settings.Current.Notifications.Channels, edits.Channels);
        return
        [
            .. used.Select(c => new ChannelRow(c.Name, c.Kind, c.Customer ?? "", conditions.GetValueOrDefault(c.Name)) { Edited = edited.FirstOrDefault(e => e.Name == c.Name && settings.Configured.Notifications.Channels.All(k => k.Name != c.Name)) }),
            .. edited.Where(e => used.All(c => c.Name != e.Name)).Select(e => new ChannelRow(e.Name, e.Kind, e.Customer ?? "", null) { Edited = e, Unused = true }),
        ];
    }

    private static List<string> Edited(EditedRetention kept) =>
    [
        .. new[] { ("incidents", kept.Incidents), ("decisions", kept.Decisions), ("audit", kept.Audit), ("traffic", kept.Traffic), ("notifications", kept.Notifications), ("journal", kept.Journal) }
            .Where(k => k.Item2 is not null).Select(k => k.Item1),
    ];
}
