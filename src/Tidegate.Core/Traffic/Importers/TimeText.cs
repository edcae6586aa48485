using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Reads the ways exports write time: ISO 8601 with "T" or a space, any fraction, zone as Z, +hh:mm, +hhmm, +hh or UTC;
/// RFC 2822; Unix seconds or milliseconds; a .NET format when one is given. Times without a zone are taken in the zone
/// of the import. Years 2000 to 2099.
/// </summary>
internal sealed class TimeText(TimeZoneInfo zone, string? format = null)
{
    private static readonly long First = Unix(2000, 1, 1);
    private static readonly long End = Unix(2100, 1, 1);
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    private readonly ZoneOffsets _zone = new(zone);

    /// <summary>What was expected, for messages about a bad time.</summary>
    public string Expected => $"{(format is null ? "ISO 8601, RFC 2822 or Unix time" : $"the form {format}")} in the years 2000 to 2099";

    public bool TryParse(ReadOnlySpan<byte> text, out long time)
    {
        text = text.Trim((byte)' ');
        var read = format is null ? TryKnown(text, out time) : TryFormat(text, out time);
        return read && time >= First && time < End;
    }

    private bool TryKnown(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        if (text.Length is >= 9 and <= 13 && Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length)
        {
            time = text.Length >= 12 ? number : number * 1000;
            return true;
        }

        if (text.Length < 10) return false;
        return text[4] is (byte)'-' or (byte)'/' ? TryIso(text, out time) : TryRfc2822(text, out time);
    }

    private bool TryIso(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        if (!Digits(text, 0, 4, out var year) || !Digits(text, 5, 2, out var month) || !Digits(text, 8, 2, out var day)) return false;
        if (text.Length == 10) return Compose(year, month, day, 0, [], out time);
        return text[10] is (byte)'T' or (byte)' ' or (byte)'t' && TryClock(text[11..], year, month, day, out time);
    }

    /// <summary>"Mon, 16 Aug 2010 03:45:01 +0000"; the name of the day may be missing.</summary>
    private bool TryRfc2822(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        var comma = text.IndexOf((byte)',');
        if (comma >= 0) text = text[(comma + 1)..].TrimStart((byte)' ');
        var dayLength = text.Length > 1 && text[1] == (byte)' ' ? 1 : 2;
        if (text.Length < dayLength + 18 || !Digits(text, 0, dayLength, out var day)) return false;
        text = text[(dayLength + 1)..];
        Span<char> name = [char.ToLowerInvariant((char)text[0]), char.ToLowerInvariant((char)text[1]), char.ToLowerInvariant((char)text[2])];
        var month = Array.IndexOf(Months, name.ToString()) + 1;
        return month > 0 && Digits(text, 4, 4, out var year) && TryClock(text[9..], year, month, day, out time);
    }

    private bool TryClock(ReadOnlySpan<byte> text, int year, int month, int day, out long time)
    {
        time = 0;
        if (!Digits(text, 0, 2, out var hour) || text.Length < 5 || text[2] != ':' || !Digits(text, 3, 2, out var minute)) return false;
        var second = 0;
        var milliseconds = 0;
        var at = 5;
        if (text.Length > 5 && text[5] == ':')
        {
            if (!Digits(text, 6, 2, out second)) return false;
            at = 8;
            if (at < text.Length && text[at] is (byte)'.' or (byte)',')
            {
                var digit = 100;
                for (at++; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++, digit /= 10) milliseconds += (text[at] - '0') * digit;
            }
        }

        if (hour > 24 || minute > 59 || second > 60) return false;
        return Compose(year, month, day, (((((hour * 60L) + minute) * 60) + second) * 1000) + milliseconds, text[at..].Trim((byte)' '), out time);
    }

    private bool Compose(int year, int month, int day, long inDay, ReadOnlySpan<byte> zoneText, out long time)
    {
        time = 0;
        if (year is < 1970 or > 2200 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        time = Unix(year, month, day) + inDay;
        if (zoneText.IsEmpty)
        {
            time -= _zone.At(time);
            return true;
        }

        if (Ascii.EqualsIgnoreCase(zoneText, "Z") || Ascii.EqualsIgnoreCase(zoneText, "UTC") || Ascii.EqualsIgnoreCase(zoneText, "GMT")) return true;
        var sign = zoneText[0] == '+' ? 1 : zoneText[0] == '-' ? -1 : 0;
        if (sign == 0 || !Digits(zoneText, 1, 2, out var hours)) return false;
        var minutesAt = zoneText.Length > 3 && zoneText[3] == ':' ? 4 : 3;
        var minutes = 0;
        if (zoneText.Length > 3 && !Digits(zoneText, minutesAt, 2, out minutes)) return false;
        time -= sign * ((hours * 60L) + minutes) * 60_000;
        return true;
    }

    private bool TryFormat(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        var value = Encoding.UTF8.GetString(text);
        if (!DateTime.TryParseExact(value, format, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces | DateTimeStyles.RoundtripKind, out var parsed)) return false;
        if (parsed.Kind == DateTimeKind.Local) parsed = parsed.ToUniversalTime();
        time = (parsed.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;
        if (parsed.Kind == DateTimeKind.Unspecified) time -= _zone.At(time);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, int at, int count, out int value)
    {
        value = 0;
        if (text.Length < at + count) return false;
        for (var i = at; i < at + count; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9) return false;
            value = (value * 10) + digit;
        }

        return true;
    }

    private static long Unix(int year, int month, int day) =>
        (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond;
}
