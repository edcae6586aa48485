using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Server.Tests.Smpp;

/// <summary>A client on loopback.</summary>
internal sealed class Esme : IAsyncDisposable
{
    private readonly SmppConnection _connection;

    private Esme(SmppConnection connection) => _connection = connection;

    public static async Task<Esme> ConnectAsync(IPEndPoint to)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to);
        return new Esme(new SmppConnection(new NetworkStream(socket, ownsSocket: true)));
    }

    /// <summary>Binds.</summary>
    /// <returns>The status.</returns>
    public async Task<CommandStatus> BindAsync(string systemId)
    {
        var pdu = new byte[128];
        var length = PduWriter.Write(pdu, CommandId.BindTransceiver, CommandStatus.Ok, 32, new Bind { SystemId = Encoding.ASCII.GetBytes(systemId), Password = "a long password"u8, InterfaceVersion = 0x34 });
        await SendAsync(pdu[..length], 32);
        return SmppHeader.Read(await ReadAsync()).Status;
    }

    /// <summary>Sends submit_sm.</summary>
    public Task SubmitAsync(uint sequence, string destination, byte esmClass = 0, byte[]? text = null) => SendAsync(Submission(destination, esmClass, text), sequence);

    public static byte[] Submission(string destination, byte esmClass = 0, byte[]? text = null)
    {
        var pdu = new byte[512];
        var length = PduWriter.Write(pdu, CommandId.SubmitSm, CommandStatus.Ok, 0, new MessageSm
        {
            Source = new SmppAddress(5, 0, "ACME"u8),
            Destination = new SmppAddress(2, 1, Encoding.ASCII.GetBytes(destination)), // as Kannel has it: national, with the country code
            Settings = new MessageSettings { EsmClass = esmClass },
            ShortMessage = text ?? "Your code is 123456"u8,
            Tlvs = new Tlvs([0x15, 0x03, 0x00, 0x02, 0x12, 0x34]), // a vendor's
        });
        return pdu[..length];
    }

    public async Task SendAsync(byte[] pdu, uint sequence)
    {
        _connection.Append(new ReadOnlySequence<byte>(pdu), sequence);
        await _connection.DrainAsync();
    }

    public async Task<byte[]> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _connection.ReadOneAsync(patience.Token);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
