using Parquet.Meta;

namespace Tidegate.Storage.ParquetFiles;

/// <summary>Unit of a timestamp column.</summary>
internal enum TimeUnit
{
    /// <summary>Not a timestamp.</summary>
    None,

    Milliseconds,
    Microseconds,
    Nanoseconds,

    /// <summary>Days since 1970.</summary>
    Days,
}

/// <summary>Tells and converts the units of timestamps.</summary>
internal static class TimeUnits
{
    /// <summary>The unit that a column states.</summary>
    public static TimeUnit Of(SchemaElement column)
    {
        if (column.LogicalType?.TIMESTAMP?.Unit is { } unit)
        {
            return unit.NANOS is not null ? TimeUnit.Nanoseconds : unit.MICROS is not null ? TimeUnit.Microseconds : TimeUnit.Milliseconds;
        }

        return column.ConvertedType switch
        {
            ConvertedType.TIMESTAMP_MILLIS => TimeUnit.Milliseconds,
            ConvertedType.TIMESTAMP_MICROS => TimeUnit.Microseconds,
            ConvertedType.DATE => TimeUnit.Days,
            _ => TimeUnit.None,
        };
    }

    /// <summary>Unix milliseconds of a column's value.</summary>
    public static long ToMilliseconds(long value, TimeUnit unit) => unit switch
    {
        TimeUnit.Microseconds => Math.DivRem(value, 1000).Quotient,
        TimeUnit.Nanoseconds => Math.DivRem(value, 1_000_000).Quotient,
        TimeUnit.Days => value is > -100_000 and < 100_000 ? value * 86_400_000 : long.MaxValue,
        _ => value,
    };

    /// <summary>The value that a column in this unit has for a time.</summary>
    public static long Of(DateTime time, TimeUnit unit)
    {
        var ticks = time.Ticks - DateTime.UnixEpoch.Ticks;
        return unit switch
        {
            TimeUnit.Microseconds => ticks / TimeSpan.TicksPerMicrosecond,
            TimeUnit.Nanoseconds => ticks * TimeSpan.NanosecondsPerTick,
            TimeUnit.Days => ticks / TimeSpan.TicksPerDay,
            _ => ticks / TimeSpan.TicksPerMillisecond,
        };
    }
}
