namespace Tidegate.Notify.Settings;

/// <summary>Who is told of incidents, and how. As the user wrote it; <see cref="SettingsCheck"/> says what will not do.</summary>
/// <remarks>Records with secrets print none of them.</remarks>
public sealed record NotificationSettings
{
    /// <summary>Address under which people reach the console, for links. Null: messages have no link.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Base64 of the secret, at least 32 bytes, that customers' links are sealed with. Needed with <see cref="PublicUrl"/> when a channel belongs to a customer.</summary>
    public string? LinkKey { get; init; }

    /// <summary>The channels; at most 1,000.</summary>
    public IReadOnlyList<ChannelSettings> Channels { get; init; } = [];

    /// <summary>The mail server; needed for channels of kind email.</summary>
    public SmtpSettings? Smtp { get; init; }

    /// <summary>Where HTTP may go.</summary>
    public OutboundSettings Outbound { get; init; } = new();

    /// <summary>Folder with templates that take the place of the built-in ones. Null: none.</summary>
    public string? Templates { get; init; }

    /// <summary>A channel that has only failed for this long is given up, and other channels are told. Default 3 days; 1 hour to 30 days.</summary>
    public TimeSpan DisableAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long messages are kept once sent or given up. Default 30 days; 1 day to 400 days.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public override string ToString() => $"notifications, {Channels.Count} channels";
}

/// <summary>Where HTTP may go.</summary>
public sealed record OutboundSettings
{
    /// <summary>Whether plain http is allowed. Default false: https alone.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Receivers, "host:port", that may be inside addresses (loopback, private, link-local). Default none. These may be plain http too.</summary>
    public IReadOnlyList<string> AllowInside { get; init; } = [];

    /// <summary>How long an answer may take. Default 20 seconds; 1 to 60 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);
}
