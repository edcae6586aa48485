using System.Globalization;

namespace Tidegate.Server.Settings;

/// <summary>Lengths of time as people write them: "90s", "60m", "1h30m", "7d".</summary>
internal static class Durations
{
    /// <summary>Reads a length of time; false when the text is none.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        double seconds = 0;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty) return false;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.')) digits++;
            if (digits == 0 || digits == rest.Length) return false;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
            double unit = rest[digits] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
            if (unit == 0) return false;
            seconds += value * unit;
            rest = rest[(digits + 1)..].TrimStart();
        }

        if (seconds > 366d * 1000 * 86400) return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>Writes a length of time in its largest whole unit.</summary>
    public static string Text(TimeSpan time) =>
        time.TotalSeconds % 86400 == 0 ? $"{time.TotalDays}d" : time.TotalSeconds % 3600 == 0 ? $"{time.TotalHours}h" : time.TotalSeconds % 60 == 0 ? $"{time.TotalMinutes}m" : $"{time.TotalSeconds}s";
}
