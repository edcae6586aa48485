using System.Net;
using System.Net.Sockets;

namespace Tidegate.Server.Tests.Smpp.Peers;

/// <summary>Ports for programs that cannot choose their own.</summary>
internal static class Ports
{
    /// <summary>One that was free a moment ago.</summary>
    public static int Free()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

/// <summary>Waiting for what a peer does.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<bool> met)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (!met()) await Task.Delay(20, patience.Token);
    }
}
