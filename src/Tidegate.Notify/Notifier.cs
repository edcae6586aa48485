using System.Net;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tidegate.Incidents;
using Tidegate.Notifications;
using Tidegate.Notify.Dispatching;
using Tidegate.Notify.Outbound;
using Tidegate.Notify.Senders;
using Tidegate.Notify.Settings;
using Tidegate.Notify.Templates;
using Tidegate.Storage.Outbox;

namespace Tidegate.Notify;

/// <summary>
/// Tells people and programs of incidents. <see cref="Enqueue(SqliteConnection, SqliteTransaction, IncidentNews)"/> belongs in the transaction that
/// changes the case; <see cref="Wake"/> after it commits; <see cref="RunAsync"/> sends.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed partial class Notifier : IDisposable
{
    private readonly NotificationOutbox _outbox;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Dispatcher _dispatcher;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>>? _resolve;
    private volatile Setup _setup;

    /// <summary>Opens the channels.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="outbox">The outbox.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it tells what it does.</param>
    /// <exception cref="SettingsException">A setting will not do.</exception>
    public Notifier(NotificationSettings settings, NotificationOutbox outbox, TimeProvider time, ILogger<Notifier> logger)
        : this(settings, outbox, time, logger, null)
    {
    }

    internal Notifier(NotificationSettings settings, NotificationOutbox outbox, TimeProvider time, ILogger logger, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        (_outbox, _time, _logger, _resolve) = (outbox, time, logger, resolve);
        _setup = Prepare(settings);
        var closing = new ChannelClosing(outbox, () => _setup.Settings, () => _setup.Lines, Counts, time, logger);
        _dispatcher = new Dispatcher(outbox, () => _setup.Lines, closing, Counts, time, logger);
    }

    /// <summary>What it has done.</summary>
    public NotifierCounts Counts { get; } = new();

    /// <summary>What is wrong with the user's templates.</summary>
    public IReadOnlyList<TemplateProblem> TemplateProblems => _setup.Templates.Problems;

    internal Dispatcher Dispatcher => _dispatcher;

    /// <summary>Works by other settings from now on; what waits stays.</summary>
    /// <exception cref="SettingsException">A setting will not do; the former ones stay in force.</exception>
    public void Apply(NotificationSettings settings) => _setup = Prepare(settings);

    /// <summary>Puts in what is to be told of an incident, by the caller's transaction. Call it with every change; it judges what is news, and to whom.</summary>
    /// <returns>How many messages were put in.</returns>
    public int Enqueue(SqliteConnection connection, SqliteTransaction transaction, IncidentNews news)
    {
        var now = _time.GetUtcNow();
        var setup = _setup;
        return Enqueue(connection, transaction, setup.Lines.All, rules => NoticeWriter.Write(news, rules.Customer, setup.Links?.For(news.Incident.Id, rules.Customer, now), now), now);
    }

    /// <summary>Puts in what a person wants a customer to be told of an incident, by the channels of this customer, though it may be no news to them.</summary>
    /// <returns>How many messages were put in.</returns>
    public int Tell(SqliteConnection connection, SqliteTransaction transaction, IncidentNews news, string customer)
    {
        var now = _time.GetUtcNow();
        var setup = _setup;
        return Enqueue(connection, transaction, setup.Lines.All.Where(l => l.Rules.Customer == customer), rules => NoticeWriter.Write(news, customer, setup.Links?.For(news.Incident.Id, customer, now), now), now, asked: true);
    }

    /// <summary>What <see cref="Tell"/> would tell, and by which channels; null when the customer has no part in the incident.</summary>
    public NoticePreview? Preview(IncidentNews news, string customer)
    {
        var now = _time.GetUtcNow();
        var setup = _setup;
        // A link lets its bearer answer for the customer: it is in the message, not in a preview.
        if (NoticeWriter.Write(news, customer, null, now) is not { } notice) return null;
        return new NoticePreview(
            setup.Templates.Render("title", notice, TemplateEscape.None),
            setup.Templates.Render("text", notice, TemplateEscape.None),
            [.. setup.Lines.All.Where(l => l.Rules.Customer == customer).Select(l => l.Rules.Name).Order(StringComparer.Ordinal)]);
    }

    /// <summary>Puts in what is to be told of a feed that stopped or came back.</summary>
    /// <returns>How many messages were put in.</returns>
    public int Enqueue(SqliteConnection connection, SqliteTransaction transaction, FeedNews news)
    {
        var now = _time.GetUtcNow();
        return Enqueue(connection, transaction, _setup.Lines.All.Where(l => l.Rules.Feeds), rules => news.Write(rules.Customer, now), now);
    }

    /// <summary>Puts a report in for one channel, by the caller's transaction, however bad the channel wants its news to be. The same subject is told once.</summary>
    /// <returns>Why nothing will be sent, none when something will; null when there is no such channel, or it belongs to another customer than the notice.</returns>
    public Silence? Enqueue(SqliteConnection connection, SqliteTransaction transaction, string channel, Notice report)
    {
        // Whatever went wrong before: nobody is told of another customer here.
        if (_setup.Lines.Find(channel) is not { } line || line.Rules.Customer != report.Customer) return null;
        var silence = NotificationOutbox.Enqueue(connection, transaction, line.Rules, report, _time.GetUtcNow(), asked: true);
        Counts.Judged(silence);
        return silence;
    }

    /// <summary>Incident and customer of the last part of a customer's link; null when it is not ours or no longer good.</summary>
    public (string Incident, string Customer)? ReadLink(string token) => _setup.Links?.Read(token, _time.GetUtcNow());

    /// <summary>Something was put in and committed: sends it now rather than in a second.</summary>
    public void Wake() => _dispatcher.Wake();

    /// <summary>Sends until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => _dispatcher.RunAsync(stop);

    /// <summary>Sends a test message to a channel at once, past the outbox, even when the channel was given up.</summary>
    /// <param name="channel">Name of the channel.</param>
    /// <param name="cancellation">To stop.</param>
    public async Task<TestResult> SendTest(string channel, CancellationToken cancellation = default)
    {
        if (_setup.Lines.Find(channel) is not { } line) return new TestResult(false, $"There is no channel '{channel}'.");
        return await TestAsync(line, cancellation);
    }

    /// <summary>Sends a test mail to an address by the mail server, whatever channels there are.</summary>
    /// <param name="to">The address.</param>
    /// <param name="cancellation">To stop.</param>
    public async Task<TestResult> SendTestMail(string to, CancellationToken cancellation = default)
    {
        var setup = _setup;
        if (setup.Settings.Smtp is null) return new TestResult(false, "There is no mail server.");
        var only = setup.Settings with { Channels = [new ChannelSettings { Name = "mail-server", Kind = "email", To = [to] }] };
        if (SettingsCheck.Check(only) is [var error, ..]) return new TestResult(false, $"'{error.Value}' will not do; expected {error.Expected}.");
        return await TestAsync(ChannelLines.Open(only, setup.Http, setup.Templates, _time).All.Single(), cancellation);
    }

    private async Task<TestResult> TestAsync(ChannelLine line, CancellationToken cancellation)
    {
        var channel = line.Rules.Name;
        var now = _time.GetUtcNow();
        var notice = new Notice
        {
            Subject = $"t-{channel}-{now.ToUnixTimeMilliseconds()}",
            Version = 1,
            Kind = NoticeKind.Test,
            Audience = line.Rules.Audience,
            Customer = line.Rules.Customer,
            At = now,
            Severity = Severity.Low,
        };
        var outcome = await line.Sender.SendAsync(NotificationOutbox.MessageId(notice.Subject, 1, channel), notice, cancellation);
        Tested(_logger, channel, outcome.Result);
        return new TestResult(outcome.Result == SendResult.Delivered, outcome.Error);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _setup.Http.Dispose();
        Counts.Dispose();
    }

    private int Enqueue(SqliteConnection connection, SqliteTransaction transaction, IEnumerable<ChannelLine> lines, Func<ChannelRules, Notice?> write, DateTimeOffset now, bool asked = false)
    {
        var told = 0;
        foreach (var line in lines)
        {
            if (write(line.Rules) is not { } notice) continue;
            var silence = NotificationOutbox.Enqueue(connection, transaction, line.Rules, notice, now, asked);
            Counts.Judged(silence);
            if (silence == Silence.None) told++;
        }

        return told;
    }

    private Setup Prepare(NotificationSettings settings)
    {
        var errors = SettingsCheck.Check(settings);
        if (errors.Count > 0) throw new SettingsException(errors);
        // A client that is being replaced is not disposed of: messages may be on their way through it.
        var http = new OutboundHttp(settings.Outbound, _time, _resolve);
        var templates = TemplateSet.Load(settings.Templates, problem => BadTemplate(_logger, problem.File, problem.Reason));
        var links = settings.PublicUrl is { } url ? new ResponseLink(new Uri(url), Convert.FromBase64String(settings.LinkKey ?? "")) : null;
        foreach (var channel in settings.Channels) _outbox.NoteTarget(channel.Name, ChannelResolving.Fingerprint(channel));
        return new Setup(settings, ChannelLines.Open(settings, http, templates, _time), http, templates, links);
    }

    private sealed record Setup(NotificationSettings Settings, ChannelLines Lines, OutboundHttp Http, TemplateSet Templates, ResponseLink? Links);

    [LoggerMessage(7010, LogLevel.Warning, "Template {File} is not used, the built-in one is: {Reason}")]
    private static partial void BadTemplate(ILogger logger, string file, string reason);

    [LoggerMessage(7011, LogLevel.Information, "Test message to channel {Channel}: {Result}")]
    private static partial void Tested(ILogger logger, string channel, SendResult result);
}

/// <summary>A message that is not sent yet.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Text">Its text, as mail has it.</param>
/// <param name="Channels">Channels that would bring it; empty when the customer has none.</param>
public sealed record NoticePreview(string Title, string Text, IReadOnlyList<string> Channels);

/// <summary>What became of a test message.</summary>
/// <param name="Delivered">Whether the receiver has it.</param>
/// <param name="Error">Why not; without secrets.</param>
public sealed record TestResult(bool Delivered, string Error);
