using System.Net;
using System.Net.Sockets;

namespace Tidegate.Server.Access;

/// <summary>So many attempts to sign in a minute from one address (IPv6: one /64), with a burst of as many.</summary>
internal sealed class AddressLimit(int perMinute, TimeProvider time)
{
    private const int MostAddresses = 10_000;

    private readonly Dictionary<string, (double Left, long At)> _buckets = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Takes one attempt; null when there is one, else how long to wait for it.</summary>
    public TimeSpan? Take(IPAddress? address)
    {
        var key = Key(address);
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_buckets.ContainsKey(key) && _buckets.Count >= MostAddresses) Forget(now);
            // When more addresses try than are remembered, the new ones share a bucket.
            if (!_buckets.ContainsKey(key) && _buckets.Count >= MostAddresses) key = "";
            var left = Left(_buckets.TryGetValue(key, out var bucket) ? bucket : (perMinute, now), now);
            _buckets[key] = (left >= 1 ? left - 1 : left, now);
            return left >= 1 ? null : TimeSpan.FromMinutes((1 - left) / perMinute);
        }
    }

    private double Left((double Left, long At) bucket, long now) => Math.Min(perMinute, bucket.Left + (time.GetElapsedTime(bucket.At, now).TotalMinutes * perMinute));

    private void Forget(long now)
    {
        foreach (var (key, bucket) in _buckets)
            if (Left(bucket, now) >= perMinute) _buckets.Remove(key);
    }

    private static string Key(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
