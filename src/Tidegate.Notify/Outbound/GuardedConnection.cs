using System.Net;
using System.Net.Sockets;

namespace Tidegate.Notify.Outbound;

/// <summary>
/// Opens connections to public addresses alone. The name is resolved once, every address is checked, and the connection goes to
/// an address that was: a name that resolves otherwise a moment later changes nothing.
/// </summary>
/// <param name="allowed">Receivers that may be inside.</param>
/// <param name="resolve">Resolves a name.</param>
internal sealed class GuardedConnection(ReceiverList allowed, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>.</summary>
    /// <exception cref="InsideAddressException">The name leads inside.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await resolve(host, cancellation);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        // One inside address among public ones is no accident either.
        if (!allowed.Contains(host, port) && Array.Exists(addresses, InsideAddresses.Contains)) throw new InsideAddressException(host);
        Exception? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                last = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last!;
    }
}

/// <summary>A receiver's name leads to an address that is not of the public internet.</summary>
internal sealed class InsideAddressException(string host) : IOException($"'{host}' leads to an address that is not of the public internet; notifications.outbound.allow_inside allows it");
