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

    /// <summary>Connects.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="wrap">What goes around the connection, or before its first PDU; null for nothing.</param>
    public static async Task<Esme> ConnectAsync(IPEndPoint to, Func<Stream, Task<Stream>>? wrap = null)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(to);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        return new Esme(new SmppConnection(wrap is null ? stream : await wrap(stream)));
    }

    /// <summary>Binds.</summary>
    /// <returns>The status.</returns>
    public async Task<CommandStatus> BindAsync(string systemId, string password = "a long password", CommandId kind = CommandId.BindTransceiver)
    {
        var pdu = new byte[128];
        var length = PduWriter.Write(pdu, kind, CommandStatus.Ok, 32, new Bind { SystemId = Encoding.ASCII.GetBytes(systemId), Password = Encoding.ASCII.GetBytes(password), InterfaceVersion = 0x34 });
        await SendAsync(pdu[..length], 32);
        return SmppHeader.Read(await ReadAsync()).Status;
    }

    /// <summary>Sends submit_sm.</summary>
    public Task SubmitAsync(uint sequence, string destination, byte esmClass = 0, byte[]? text = null, byte registered = 0) => SendAsync(Submission(destination, esmClass, text, registered), sequence);

    public static byte[] Submission(string destination, byte esmClass = 0, byte[]? text = null, byte registered = 0)
    {
        var pdu = new byte[512];
        var length = PduWriter.Write(pdu, CommandId.SubmitSm, CommandStatus.Ok, 0, new MessageSm
        {
            Source = new SmppAddress(5, 0, "ACME"u8),
            Destination = new SmppAddress(2, 1, Encoding.ASCII.GetBytes(destination)), // as Kannel has it: national, with the country code
            Settings = new MessageSettings { EsmClass = esmClass, RegisteredDelivery = registered },
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

    /// <summary>Sends octets as they are, whole PDUs or not.</summary>
    public async Task SendOctetsAsync(byte[] octets)
    {
        _connection.Append(octets);
        await _connection.DrainAsync();
    }

    public async Task<byte[]> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _connection.ReadOneAsync(patience.Token);
    }

    /// <summary>Reads PDUs until the connection ends.</summary>
    public async Task ReadAllAsync(Action<byte[]> each)
    {
        try
        {
            while (true) each(await _connection.ReadOneAsync(CancellationToken.None));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // the connection is over
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
