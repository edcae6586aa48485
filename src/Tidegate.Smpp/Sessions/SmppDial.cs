using System.Net.Security;
using System.Net.Sockets;

namespace Tidegate.Smpp.Sessions;

/// <summary>Opens connections to SMPP peers.</summary>
public static class SmppDial
{
    /// <summary>Connects, without Nagle's delay and with TCP's keep-alive.</summary>
    /// <param name="host">Name or address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="tls">TLS towards it; null for plain TCP.</param>
    /// <param name="first">What is sent before all else, TLS included, such as a PROXY header; empty for nothing.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SocketException">Nobody listens there, or the name is not known.</exception>
    /// <exception cref="IOException">It closed in the middle.</exception>
    /// <exception cref="System.Security.Authentication.AuthenticationException">Its certificate will not do, or it is not TLS.</exception>
    public static async Task<Stream> ConnectAsync(string host, int port, SslClientAuthenticationOptions? tls = null, ReadOnlyMemory<byte> first = default, CancellationToken cancel = default)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, cancel).ConfigureAwait(false);
            Stream stream = Plain(socket);
            if (!first.IsEmpty) await stream.WriteAsync(first, cancel).ConfigureAwait(false);
            if (tls is null) return stream;
            var secured = new SslStream(stream);
            await secured.AuthenticateAsClientAsync(tls, cancel).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A connection that is there, without Nagle's delay and with TCP's keep-alive.</summary>
    public static NetworkStream Plain(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
