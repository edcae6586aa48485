using System.Net;
using System.Net.Sockets;
using System.Text;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Sessions;

namespace Tidegate.Smpp.Tests.Sessions;

/// <summary>The other side of a session, octet by octet: it answers nothing that a test does not tell it to.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Socket _socket;
    private readonly SmppConnection _connection;

    private RawPeer(Socket socket)
    {
        _socket = socket;
        _connection = new SmppConnection(new NetworkStream(socket, ownsSocket: true));
    }

    /// <summary>A client that is bound to one.</summary>
    public static async Task<(SmppSession Session, RawPeer Peer)> BoundAsync(SmppSessionOptions options, CommandId bind = CommandId.BindTransceiver)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var binding = SmppClient.BindAsync(new SmppClientOptions { Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, SystemId = "acme", Password = "pw", Bind = bind, Session = options });
        var peer = new RawPeer(await listener.AcceptSocketAsync());
        await peer.ReadAsync(bind);
        await peer.SendAsync(Text(bind.ToResponse(), 1, "smsc"));
        return (await binding, peer);
    }

    /// <summary>One that connects to a server.</summary>
    public static async Task<RawPeer> ConnectAsync(IPEndPoint to)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to);
        return new RawPeer(socket);
    }

    /// <summary>A PDU with one string.</summary>
    public static byte[] Text(CommandId command, uint sequence, string text, CommandStatus status = CommandStatus.Ok)
    {
        var pdu = new byte[128];
        return pdu[..PduWriter.Write(pdu, command, status, sequence, new TextResp { HasBody = true, Text = Encoding.ASCII.GetBytes(text) })];
    }

    public static byte[] HeaderOnly(CommandId command, uint sequence, CommandStatus status = CommandStatus.Ok)
    {
        var pdu = new byte[SmppHeader.Size];
        PduWriter.WriteHeaderOnly(pdu, command, status, sequence);
        return pdu;
    }

    public static byte[] Bind(string systemId, uint sequence = 1, CommandId kind = CommandId.BindTransceiver)
    {
        var pdu = new byte[128];
        return pdu[..PduWriter.Write(pdu, kind, CommandStatus.Ok, sequence, new Bind { SystemId = Encoding.ASCII.GetBytes(systemId), Password = "pw"u8, InterfaceVersion = 0x34 })];
    }

    public static byte[] Message(CommandId command, uint sequence, string text)
    {
        var pdu = new byte[512];
        return pdu[..PduWriter.Write(pdu, command, CommandStatus.Ok, sequence, new MessageSm { Destination = new SmppAddress(1, 1, "393391234567"u8), ShortMessage = Encoding.ASCII.GetBytes(text) })];
    }

    public async Task SendAsync(params byte[][] pdus)
    {
        foreach (var pdu in pdus) _connection.Append(pdu);
        await _connection.DrainAsync();
    }

    /// <summary>The next PDU.</summary>
    public async Task<byte[]> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _connection.ReadOneAsync(patience.Token);
    }

    /// <summary>The next PDU, which is of this command.</summary>
    public async Task<SmppHeader> ReadAsync(CommandId expected)
    {
        var header = SmppHeader.Read(await ReadAsync());
        return header.Command == expected ? header : throw new InvalidOperationException($"{header}; expected {expected}");
    }

    /// <summary>Whether the other side has closed, and sent nothing before that.</summary>
    public async Task<bool> IsClosedAsync()
    {
        try
        {
            await ReadAsync();
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Closes with a reset.</summary>
    public void Break()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
