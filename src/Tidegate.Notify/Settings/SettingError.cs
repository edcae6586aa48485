namespace Tidegate.Notify.Settings;

/// <summary>A setting that will not do.</summary>
/// <param name="Key">Path of the key: "notifications.channels[2].url".</param>
/// <param name="Value">The bad value; "(hidden)" for a secret, "(missing)" for none.</param>
/// <param name="Expected">What was expected.</param>
public sealed record SettingError(string Key, string Value, string Expected)
{
    /// <summary>All in one line.</summary>
    public override string ToString() => $"{Key}: '{Value}' will not do; expected {Expected}.";
}
