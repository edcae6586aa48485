using System.Globalization;
using Tidegate.Output;

namespace Tidegate.Settings;

/// <summary>Times that people give as options.</summary>
internal static class TimeOption
{
    /// <summary>A date or a time, UTC unless it states an offset; null for an option that is not given.</summary>
    /// <exception cref="UserErrorException">The text is neither.</exception>
    public static DateTimeOffset? Read(string option, string? text)
    {
        if (text is null) return null;
        var dated = text.Length >= 10 && text[4] == '-' && text[7] == '-';
        return dated && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new UserErrorException($"{option} '{text}': expected a date or a time such as 2026-03-02 or 2026-03-02T06:00:00Z (UTC unless it states an offset)");
    }
}
