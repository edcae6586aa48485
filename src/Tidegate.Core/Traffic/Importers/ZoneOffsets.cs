namespace Tidegate.Traffic.Importers;

/// <summary>How far local times of a zone are from UTC. Keeps the last answer, for in traffic the next time is nearly always of the same quarter of an hour.</summary>
internal sealed class ZoneOffsets(TimeZoneInfo zone)
{
    private const long Quarter = 900_000; // clocks change at quarters of an hour

    private long _cachedQuarter = long.MinValue;
    private long _cachedOffset;

    /// <summary>Name of the zone, as it was asked for.</summary>
    public string Name => zone.Id;

    /// <summary>Milliseconds to take from a local time (as Unix milliseconds) for UTC. In the hour that happens twice the later one is meant.</summary>
    public long At(long local)
    {
        var quarter = Math.DivRem(local, Quarter, out _);
        if (quarter == _cachedQuarter) return _cachedOffset;
        _cachedQuarter = quarter;
        var wall = new DateTime(DateTime.UnixEpoch.Ticks + (local * TimeSpan.TicksPerMillisecond), DateTimeKind.Unspecified);
        return _cachedOffset = (long)zone.GetUtcOffset(wall).TotalMilliseconds;
    }
}
