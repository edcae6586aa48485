using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.SmppTools;

/// <summary>A simple SMSC: takes any bind, answers every submission at once with an id of its own, sends receipts that were asked for
/// on the same bind, and notes which numbered messages it has seen.</summary>
internal sealed class LoadSmsc : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _seen = [];
    private readonly Task _accepting;
    private long _ids;
    private long _repeated;

    /// <exception cref="IOException">The address cannot be used.</exception>
    public LoadSmsc(IPEndPoint at)
    {
        _listener = new TcpListener(at);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw new IOException($"{at} cannot be listened on: {e.Message}", e);
        }

        _accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Messages received.</summary>
    public long Received => Interlocked.Read(ref _ids);

    /// <summary>Messages received more than once.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(_end.Token);
                socket.NoDelay = true;
                sessions.RemoveAll(s => s.IsCompleted);
                sessions.Add(ServeAsync(new SmppConnection(new NetworkStream(socket, ownsSocket: true))));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(SmppConnection connection)
    {
        await using var closing = connection;
        try
        {
            while (true)
            {
                var received = await connection.WaitAsync(_end.Token);
                while (connection.TryTake(ref received, out var header, out var pdu)) Answer(connection, header, pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray());
                connection.Taken(received);
                await connection.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidDataException)
        {
            // the bind is over
        }
    }

    private void Answer(SmppConnection connection, SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        if (header.Command == CommandId.SubmitSm)
        {
            Submitted(connection, header, pdu);
        }
        else if (header.Command.IsBind())
        {
            Span<byte> answer = stackalloc byte[64];
            connection.Append(answer[..PduWriter.Write(answer, header.Command.ToResponse(), CommandStatus.Ok, header.Sequence, new TextResp { HasBody = true, Text = "tidegate-load"u8 })]);
        }
        else if (!header.Command.IsResponse())
        {
            connection.Append(header.Command.ToResponse(), CommandStatus.Ok, header.Sequence);
        }
    }

    private void Submitted(SmppConnection connection, SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        var number = Interlocked.Increment(ref _ids);
        Span<byte> id = stackalloc byte[20];
        number.TryFormat(id, out var digits, "x8", CultureInfo.InvariantCulture);
        id = id[..digits];
        Span<byte> answer = stackalloc byte[48];
        connection.Append(answer[..PduWriter.Write(answer, CommandId.SubmitSmResp, CommandStatus.Ok, header.Sequence, new TextResp { HasBody = true, Text = id })]);
        if (!PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _)) return;
        Note(message.ShortMessage);
        if ((message.Settings.RegisteredDelivery & 3) == 1) Receipt(connection, (uint)(number % 0x7FFF_FFFF) + 1, message, id);
    }

    private void Note(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'#' || !System.Buffers.Text.Utf8Parser.TryParse(text[1..], out ulong number, out _)) return;
        lock (_gate)
        {
            if (!_seen.Add(number)) _repeated++;
        }
    }

    private static void Receipt(SmppConnection connection, uint sequence, MessageSm about, ReadOnlySpan<byte> id)
    {
        Span<byte> text = stackalloc byte[96];
        "id:"u8.CopyTo(text);
        id.CopyTo(text[3..]);
        " sub:001 dlvrd:001 stat:DELIVRD err:000 text:"u8.CopyTo(text[(3 + id.Length)..]);
        var pdu = new byte[256];
        var length = PduWriter.Write(pdu, CommandId.DeliverSm, CommandStatus.Ok, sequence, new MessageSm
        {
            Source = about.Destination,
            Destination = about.Source,
            Settings = new MessageSettings { EsmClass = 4 },
            ShortMessage = text[..(3 + id.Length + 45)],
        });
        connection.Append(pdu.AsSpan(0, length));
    }
}
