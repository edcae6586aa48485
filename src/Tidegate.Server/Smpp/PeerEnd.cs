using System.Net.Sockets;

namespace Tidegate.Server.Smpp;

/// <summary>Whether a peer has closed its connection, without reading: what came before the end may still have to wait.</summary>
internal static class PeerEnd
{
    // include/uapi/linux/tcp.h and include/net/tcp_states.h of Linux.
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private const byte Close = 7;
    private const byte CloseWait = 8;

    /// <summary>How often to look while a connection is not read.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>Whether the system has heard the end of it. False as well where the system does not tell, as others than Linux, and as long as the peer has more to
    /// send than the system takes unread.</summary>
    public static bool HasCome(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> info = stackalloc byte[8]; // the first octet is the state
        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) > 0 && info[0] is Close or CloseWait;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false; // its reader will say why
        }
    }
}
