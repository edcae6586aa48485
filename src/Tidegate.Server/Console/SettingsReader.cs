using System.Globalization;
using Tidegate.Reporting;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Privacy;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Console;

/// <summary>Reads settings and health for the console.</summary>
internal sealed class SettingsReader(LiveEngine engine, LiveSettings settings, Accounts accounts, KeyRing keys, RetentionJob retention, ChannelList channels, SettingsEdits edits, Notify.Notifier notifier, Casework.Operators operators, IServiceProvider services, TimeProvider time)
{
    /// <summary>Settings and health, as far as a caller may see them.</summary>
    public async Task<SettingsView> ReadAsync(Frame frame, Caller caller)
    {
        var health = engine.Health();
        var rates = operators.Rates()!;
        var view = new SettingsView
        {
            Frame = frame,
            Health = HealthEndpoints.Look(engine, settings).Checks,
            Counts =
            [
                ("events", Phrases.Count(health.Events)), ("duplicates", Phrases.Count(health.Duplicates)), ("too late", Phrases.Count(health.Late)), ("of unknown messages", Phrases.Count(health.Orphans)),
                ("batches refused", Phrases.Count(health.Refused)), ("events queued", Phrases.Count(health.QueuedEvents)), ("journal's size", string.Create(CultureInfo.InvariantCulture, $"{health.JournalBytes / 1048576.0:0.0} MiB")),
                ("last snapshot", Phrases.Span(health.SinceSnapshot) + " ago"),
            ],
            ModeIsFixed = engine.FixedMode is not null,
            HasEvents = await engine.ReadAsync(p => p.Now > 0),
            Channels = channels.Read(null),
            Mail = settings.Current.Notifications.Smtp is { } mail ? mail with { Password = null } : null,
            MailKept = edits.Mail is { } kept ? kept with { Password = null } : null,
            MailFault = settings.Current.Notifications.Smtp is null && edits.Mail is { } named ? SettingsEdits.Fault(named)?.ToString().TrimEnd('.') : null,
            MailIsConfigured = settings.Configured.Notifications.Smtp is not null,
            Templates = settings.Current.Notifications.Templates,
            BadTemplates = [.. notifier.TemplateProblems.Select(p => (p.File, p.Reason))],
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

    private static List<string> Edited(EditedRetention kept) =>
    [
        .. new[] { ("incidents", kept.Incidents), ("decisions", kept.Decisions), ("audit", kept.Audit), ("traffic", kept.Traffic), ("notifications", kept.Notifications), ("journal", kept.Journal) }
            .Where(k => k.Item2 is not null).Select(k => k.Item1),
    ];
}
