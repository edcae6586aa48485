using Tidegate.Notify.Settings;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Console;

/// <summary>A person who may sign in.</summary>
public sealed record PersonRow(string Name, string Role, string Customer, string State, bool SecondFactor, DateTimeOffset? SignedInAt);

/// <summary>A key of a program.</summary>
public sealed record KeyRow(string Id, string Name, string Role, string Customer, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, bool Works);

/// <summary>A channel that people and programs are told by.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">webhook, email, slack, teams or pagerduty.</param>
/// <param name="Customer">Whose it is; empty for operators.</param>
/// <param name="Condition">How it does; null when nothing was sent yet.</param>
public sealed record ChannelRow(string Name, string Kind, string Customer, ChannelCondition? Condition)
{
    /// <summary>Its settings, where it was added on the console; null where the configuration has it.</summary>
    public ChannelSettings? Edited { get; init; }

    /// <summary>Why it is not used; null when it is.</summary>
    public string? Unused { get; init; }
}

/// <summary>For how long a kind of data is kept.</summary>
public sealed record RetentionRow(string Kind, string Keep, DateTimeOffset? OldestLeft);

/// <summary>A secret that is shown this once.</summary>
/// <param name="What">What it is.</param>
/// <param name="Text">The secret.</param>
public sealed record Secret(string What, string Text);

/// <summary>Settings and health.</summary>
public sealed record SettingsView
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>How each part of the service does.</summary>
    public required IReadOnlyDictionary<string, string> Health { get; init; }

    /// <summary>Counts since the process started, by name.</summary>
    public required IReadOnlyList<(string Name, string Value)> Counts { get; init; }

    /// <summary>Whether configuration sets the mode, so that it cannot be changed here.</summary>
    public required bool ModeIsFixed { get; init; }

    /// <summary>Whether events ever came.</summary>
    public required bool HasEvents { get; init; }

    /// <summary>Channels as configured.</summary>
    public required IReadOnlyList<ChannelRow> Channels { get; init; }

    /// <summary>Accounts; empty to those who are no administrators, as are those below.</summary>
    public IReadOnlyList<PersonRow> People { get; init; } = [];

    /// <summary>Keys, newest first.</summary>
    public IReadOnlyList<KeyRow> Keys { get; init; } = [];

    /// <summary>How long data is kept.</summary>
    public IReadOnlyList<RetentionRow> Retention { get; init; } = [];

    /// <summary>Kinds of data whose time was changed on the console.</summary>
    public IReadOnlyList<string> RetentionEdited { get; init; } = [];

    /// <summary>A channel that was to be added or changed and will not do; null otherwise.</summary>
    public ChannelSettings? Draft { get; init; }

    /// <summary>The channel that it was to change; empty for one that was to be added.</summary>
    public string DraftOf { get; init; } = "";

    /// <summary>The mail server in use, without its password; null for none.</summary>
    public SmtpSettings? Mail { get; init; }

    /// <summary>The one that people named here, without its password; null for none.</summary>
    public SmtpSettings? MailKept { get; init; }

    /// <summary>Why that is not used; null when it is, or there is none.</summary>
    public string? MailFault { get; init; }

    /// <summary>Whether the configuration names it, so that it cannot be changed here.</summary>
    public bool MailIsConfigured { get; init; }

    /// <summary>A mail server that was to be used and will not do; null otherwise.</summary>
    public SmtpSettings? MailDraft { get; init; }

    /// <summary>Where a test mail was to go that was not taken; null otherwise.</summary>
    public string? MailTestTo { get; init; }

    /// <summary>Folder with templates; null for the built-in ones.</summary>
    public string? Templates { get; init; }

    /// <summary>Templates that are not used, and why.</summary>
    public IReadOnlyList<(string File, string Reason)> BadTemplates { get; init; } = [];

    /// <summary>Version of the price lists in force; 0 where there are none.</summary>
    public int RatesVersion { get; init; }

    /// <summary>Rows of it.</summary>
    public int Rates { get; init; }

    /// <summary>Whether there is an SMPP proxy.</summary>
    public bool HasSmpp { get; init; }

    /// <summary>A secret that was just made; null otherwise.</summary>
    public Secret? Made { get; init; }

    /// <summary>What became of what was asked for; null when nothing was.</summary>
    public string? Told { get; init; }

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }
}
