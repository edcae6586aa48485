using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tidegate.Server.Smpp;

/// <summary>Which PROXY header an SMSC is sent.</summary>
internal enum ProxyHeaderVersion
{
    None,
    V1,
    V2,
}

/// <summary>The PROXY header, versions 1 and 2, with which a load balancer says where a connection comes from, and this proxy says it on
/// (https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt).</summary>
internal static class ProxyHeader
{
    private const int MostV1 = 107;
    private const int MostV2 = 2048;

    private static ReadOnlySpan<byte> SignatureV2 => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>The header to be sent before all else.</summary>
    /// <param name="version">Which.</param>
    /// <param name="from">Where the client is.</param>
    /// <param name="to">Where it connected to.</param>
    public static byte[] Write(ProxyHeaderVersion version, IPEndPoint from, IPEndPoint to)
    {
        if (version == ProxyHeaderVersion.None) return [];
        var (source, destination) = (from.Address, to.Address);
        var four = source.AddressFamily == AddressFamily.InterNetwork && destination.AddressFamily == AddressFamily.InterNetwork;
        if (!four) (source, destination) = (source.MapToIPv6(), destination.MapToIPv6()); // both are of one kind in the header
        if (version == ProxyHeaderVersion.V1) return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"PROXY {(four ? "TCP4" : "TCP6")} {source} {destination} {from.Port} {to.Port}\r\n"));
        byte[] addresses = [.. source.GetAddressBytes(), .. destination.GetAddressBytes(), (byte)(from.Port >> 8), (byte)from.Port, (byte)(to.Port >> 8), (byte)to.Port];
        return [.. SignatureV2, 0x21, (byte)(four ? 0x11 : 0x21), 0, (byte)addresses.Length, .. addresses];
    }

    /// <summary>Reads the header and nothing that comes after it.</summary>
    /// <returns>Where the connection comes from; null where the header does not say: the balancer's own health check.</returns>
    /// <exception cref="InvalidDataException">It is no PROXY header.</exception>
    /// <exception cref="EndOfStreamException">The peer has closed.</exception>
    public static async Task<IPEndPoint?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var start = new byte[12];
        await stream.ReadExactlyAsync(start, cancel);
        if (start.AsSpan().SequenceEqual(SignatureV2)) return await ReadV2Async(stream, cancel);
        return start.AsSpan().StartsWith("PROXY "u8) ? await ReadV1Async(stream, start, cancel) : throw new InvalidDataException("no PROXY header, where the connection is of smpp.proxy_protocol_from");
    }

    private static async Task<IPEndPoint?> ReadV2Async(Stream stream, CancellationToken cancel)
    {
        var head = new byte[4];
        await stream.ReadExactlyAsync(head, cancel);
        var length = BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(2));
        if (head[0] >> 4 != 2 || length > MostV2) throw new InvalidDataException("a PROXY header of version 2 that will not do");
        var rest = new byte[length];
        await stream.ReadExactlyAsync(rest, cancel);
        if ((head[0] & 0xF) == 0) return null; // LOCAL
        return (head[1] >> 4) switch
        {
            1 when length >= 12 => new IPEndPoint(new IPAddress(rest.AsSpan(0, 4)), BinaryPrimitives.ReadUInt16BigEndian(rest.AsSpan(8))),
            2 when length >= 36 => new IPEndPoint(new IPAddress(rest.AsSpan(0, 16)), BinaryPrimitives.ReadUInt16BigEndian(rest.AsSpan(32))),
            0 => null,
            _ => throw new InvalidDataException("a PROXY header of version 2 with an address that will not do"),
        };
    }

    // Octet by octet: what comes after the line is not the header's.
    private static async Task<IPEndPoint?> ReadV1Async(Stream stream, byte[] start, CancellationToken cancel)
    {
        var line = new List<byte>(start);
        var one = new byte[1];
        while (line[^1] != (byte)'\n')
        {
            if (line.Count >= MostV1) throw new InvalidDataException("a PROXY header of version 1 without an end");
            await stream.ReadExactlyAsync(one, cancel);
            line.Add(one[0]);
        }

        var words = Encoding.ASCII.GetString([.. line]).TrimEnd('\r', '\n').Split(' ');
        if (words[1] == "UNKNOWN") return null;
        return words is [_, "TCP4" or "TCP6", var source, _, var port, _] && IPAddress.TryParse(source, out var address) && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new IPEndPoint(address, number)
            : throw new InvalidDataException("a PROXY header of version 1 that will not do");
    }
}
