using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Traffic.Reading;

/// <summary>
/// Reads times as RFC 3339 (any offset, up to 9 fraction digits) or as Unix seconds, milli-, micro- or nanoseconds.
/// Keeps the day and the minute of the last time read, for in traffic the next one is nearly always of the same.
/// </summary>
internal struct TimeParser
{
    /// <summary>2000-01-01T00:00:00Z in Unix milliseconds: earlier times are taken for mistakes.</summary>
    public const long Earliest = 946_684_800_000;

    /// <summary>2100-01-01T00:00:00Z in Unix milliseconds: later times are taken for mistakes.</summary>
    public const long Latest = 4_102_444_800_000;

    private const int UsualLength = 24;

    private Vector128<byte> _minute;
    private long _minuteMilliseconds;
    private ulong _dateHead;
    private ushort _dateTail;
    private long _dateMilliseconds;

    /// <summary>Whether the time read last states no offset (it was read as UTC).</summary>
    public bool LacksOffset { get; private set; }

    /// <summary>Reads a time into Unix milliseconds (finer fractions are cut off); null when read, else what is wrong.</summary>
    public string? Read(ReadOnlySpan<byte> text, out long milliseconds)
    {
        const string expected = "expected an RFC 3339 time such as 2026-03-02T00:00:08.996Z";
        LacksOffset = false;
        if (TryReadLikeLast(text, out milliseconds)) return CheckRange(milliseconds);
        milliseconds = 0;
        if (text.Length < 19 || text[4] != '-')
        {
            if (!TryReadUnix(text, out milliseconds)) return expected;
        }
        else
        {
            if (!TryReadDate(text, out var date) || (text[10] | 0x20) is not ('t' or ' ')) return expected;
            if (!TryReadClock(text[11..], out var clock, out var used)) return expected;
            if (!TryReadOffset(text[(11 + used)..], out var offset)) return expected;
            milliseconds = date + clock - offset;
            Remember(text, milliseconds);
        }

        return CheckRange(milliseconds);
    }

    /// <summary>Null when a time is of the years 2000 to 2099, else what is wrong.</summary>
    public static string? CheckRange(long milliseconds) =>
        milliseconds is >= Earliest and < Latest ? null : "time outside the years 2000 to 2099";

    // "2026-03-02T00:00:08.996Z", as times are nearly always written, in the minute of the last one that was.
    private readonly bool TryReadLikeLast(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = _minuteMilliseconds;
        return text.Length == UsualLength && Vector128.Create(text) == _minute && TryAddSeconds(text, ref milliseconds);
    }

    private void Remember(ReadOnlySpan<byte> text, long milliseconds)
    {
        long seconds = 0;
        if (text.Length == UsualLength && TryAddSeconds(text, ref seconds)) (_minute, _minuteMilliseconds) = (Vector128.Create(text), milliseconds - seconds);
    }

    // One load gives ":08.996Z": what is no digit has to be just that, and is zero then.
    private static bool TryAddSeconds(ReadOnlySpan<byte> text, ref long milliseconds)
    {
        var digits = BinaryPrimitives.ReadUInt64LittleEndian(text[16..]) ^ 0x5A3030302E30303A;
        if (((digits | (digits + 0x0006060600060600)) & 0xFFF0F0F0FFF0F0FF) != 0) return false;
        var second = (int)((((digits >> 8) & 0xFF) * 10) + ((digits >> 16) & 0xFF));
        if (second > 60) return false; // 60: a leap second
        milliseconds += (second * 1000) + (int)((((digits >> 32) & 0xFF) * 100) + (((digits >> 40) & 0xFF) * 10) + ((digits >> 48) & 0xFF));
        return true;
    }

    private bool TryReadDate(ReadOnlySpan<byte> text, out long milliseconds)
    {
        var head = MemoryMarshal.Read<ulong>(text);
        var tail = MemoryMarshal.Read<ushort>(text[8..]);
        milliseconds = _dateMilliseconds;
        if (head == _dateHead && tail == _dateTail) return true;
        if (text[4] != '-' || text[7] != '-') return false;
        if (!TryReadTwo(text, out var century) || !TryReadTwo(text[2..], out var yearOfCentury)) return false;
        if (!TryReadTwo(text[5..], out var month) || !TryReadTwo(text[8..], out var day)) return false;
        var year = (century * 100) + yearOfCentury;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        milliseconds = new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        (_dateHead, _dateTail, _dateMilliseconds) = (head, tail, milliseconds);
        return true;
    }

    private static bool TryReadClock(ReadOnlySpan<byte> text, out int milliseconds, out int used)
    {
        milliseconds = 0;
        used = 8;
        // One load gives "hh:mm:ss"; the two colons are checked and cut out of the digit test.
        var clock = BinaryPrimitives.ReadUInt64LittleEndian(text);
        if ((clock & 0x0000FF0000FF0000) != 0x00003A00003A0000) return false;
        var digits = (clock & 0xFFFF00FFFF00FFFF) - 0x3030003030003030;
        // A byte above 9 shows in the high nibble, either by itself or after adding 6.
        if (((digits | (digits + 0x0606000606000606)) & 0xF0F000F0F000F0F0) != 0) return false;
        var hour = (int)(((digits & 0xFF) * 10) + ((digits >> 8) & 0xFF));
        var minute = (int)((((digits >> 24) & 0xFF) * 10) + ((digits >> 32) & 0xFF));
        var second = (int)((((digits >> 48) & 0xFF) * 10) + (digits >> 56));
        if (hour > 23 || minute > 59 || second > 60) return false; // 60: a leap second
        milliseconds = ((((hour * 60) + minute) * 60) + second) * 1000;
        if (text.Length > 8 && text[8] is (byte)'.' or (byte)',') return TryReadFraction(text[9..], ref milliseconds, ref used);
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, ref int milliseconds, ref int used)
    {
        var digits = 0;
        var scale = 100;
        while (digits < text.Length && (uint)(text[digits] - '0') <= 9)
        {
            milliseconds += (text[digits] - '0') * scale;
            scale /= 10;
            digits++;
        }

        used += 1 + digits;
        return digits is > 0 and <= 9;
    }

    private bool TryReadOffset(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (text.IsEmpty)
        {
            LacksOffset = true;
            return true;
        }

        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text.SequenceEqual(" UTC"u8)) return true;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length is not (3 or 5 or 6)) return false;
        if (text.Length == 6 && text[3] != ':') return false;
        var minute = 0;
        if (!TryReadTwo(text[1..], out var hour) || (text.Length > 3 && !TryReadTwo(text[^2..], out minute))) return false;
        if (hour > 23 || minute > 59) return false;
        milliseconds = ((hour * 60) + minute) * (text[0] == '-' ? -60_000L : 60_000L);
        return true;
    }

    private static bool TryReadTwo(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.Length < 2) return false;
        var tens = (uint)(text[0] - '0');
        var ones = (uint)(text[1] - '0');
        value = (int)((tens * 10) + ones);
        return tens <= 9 && ones <= 9;
    }

    private static bool TryReadUnix(ReadOnlySpan<byte> text, out long milliseconds)
    {
        milliseconds = 0;
        if (!NumberParser.TryRead(text, out var value) || value < 0) return false;
        // The unit follows from the size: in seconds 1e11 is the year 5138, in milliseconds it is 1973, and so on.
        var scaled = value switch
        {
            < 1e11 => value * 1e3,
            < 1e14 => value,
            < 1e17 => value / 1e3,
            < 1e20 => value / 1e6,
            _ => double.PositiveInfinity,
        };
        if (double.IsInfinity(scaled)) return false;
        milliseconds = (long)Math.Round(scaled);
        return true;
    }
}
