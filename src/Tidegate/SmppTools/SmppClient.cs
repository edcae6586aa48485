using System.Net.Sockets;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.SmppTools;

/// <summary>Connecting and binding, for the tools.</summary>
internal static class SmppClient
{
    /// <exception cref="IOException">Nobody listens there.</exception>
    public static async Task<SmppConnection> ConnectAsync(string host, int port, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancel);
            return new SmppConnection(new NetworkStream(socket, ownsSocket: true));
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"{host}:{port} cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>Binds as a transceiver with sequence number 1.</summary>
    public static async Task<CommandStatus> BindAsync(SmppConnection connection, string systemId, string password, CancellationToken cancel)
    {
        var answer = await AskAsync(connection, Bind(systemId, password), cancel);
        return SmppHeader.Read(answer).Status;
    }

    /// <summary>Sends one PDU and waits for one.</summary>
    public static async Task<byte[]> AskAsync(SmppConnection connection, byte[] pdu, CancellationToken cancel)
    {
        connection.Append(pdu);
        await connection.DrainAsync();
        return await connection.ReadOneAsync(cancel);
    }

    public static byte[] Bind(string systemId, string password)
    {
        var pdu = new byte[64 + systemId.Length + password.Length];
        var length = PduWriter.Write(pdu, CommandId.BindTransceiver, CommandStatus.Ok, 1, new Bind { SystemId = Encoding.ASCII.GetBytes(systemId), Password = Encoding.ASCII.GetBytes(password), InterfaceVersion = 0x34 });
        return pdu[..length];
    }

    /// <summary>A PDU that is only a header.</summary>
    public static byte[] HeaderOnly(CommandId command, uint sequence)
    {
        var pdu = new byte[SmppHeader.Size];
        PduWriter.WriteHeaderOnly(pdu, command, CommandStatus.Ok, sequence);
        return pdu;
    }

    /// <summary>Reads HOST:PORT.</summary>
    public static (string Host, int Port)? Place(string text) =>
        Uri.TryCreate("smpp://" + text, UriKind.Absolute, out var uri) && uri.Port >= 0 && uri.PathAndQuery is "" or "/" ? (uri.DnsSafeHost, uri.Port) : null;
}
