namespace Tidegate.Notify.Settings;

/// <summary>Settings that will not do.</summary>
/// <param name="errors">What is wrong.</param>
public sealed class SettingsException(IReadOnlyList<SettingError> errors) : Exception(string.Join('\n', errors))
{
    /// <summary>What is wrong.</summary>
    public IReadOnlyList<SettingError> Errors { get; } = errors;
}
