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
    private readonly TimeSpan _delay;
    private long _ids;
    private long _repeated;

    /// <param name="at">Where it listens.</param>
    /// <param name="delay">How long it takes to answer.</param>
    /// <exception cref="IOException">The address cannot be used.</exception>
    public LoadSmsc(IPEndPoint at, TimeSpan delay = default)
    {
        _delay = delay;
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
        var answers = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var received = await connection.WaitAsync(_end.Token);
                while (connection.TryTake(ref received, out var header, out var pdu)) Answer(answers, header, pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray());
                connection.Taken(received);
                if (_delay > TimeSpan.Zero)
                {
                    _ = SendLaterAsync(connection, answers.WrittenSpan.ToArray());
                }
                else
                {
                    connection.Append(answers.WrittenSpan);
                    await connection.FlushAsync();
                }

                answers.ResetWrittenCount();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidDataException)
        {
            // the bind is over
        }
    }

    private async Task SendLaterAsync(SmppConnection connection, byte[] answers)
    {
        try
        {
            await Task.Delay(_delay, _end.Token);
            connection.Append(answers);
            await connection.FlushAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // the bind is over
        }
    }

    private void Answer(ArrayBufferWriter<byte> answers, SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        if (header.Command == CommandId.SubmitSm)
        {
            Submitted(answers, header, pdu);
        }
        else if (header.Command.IsBind())
        {
            Span<byte> answer = stackalloc byte[64];
            answers.Write(answer[..PduWriter.Write(answer, header.Command.ToResponse(), CommandStatus.Ok, header.Sequence, new TextResp { HasBody = true, Text = "tidegate-load"u8 })]);
        }
        else if (!header.Command.IsResponse())
        {
            Span<byte> answer = stackalloc byte[SmppHeader.Size];
            answers.Write(answer[..PduWriter.WriteHeaderOnly(answer, header.Command.ToResponse(), CommandStatus.Ok, header.Sequence)]);
        }
    }

    private void Submitted(ArrayBufferWriter<byte> answers, SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        var number = Interlocked.Increment(ref _ids);
        Span<byte> id = stackalloc byte[20];
        number.TryFormat(id, out var digits, "x8", CultureInfo.InvariantCulture);
        id = id[..digits];
        Span<byte> answer = stackalloc byte[48];
        answers.Write(answer[..PduWriter.Write(answer, CommandId.SubmitSmResp, CommandStatus.Ok, header.Sequence, new TextResp { HasBody = true, Text = id })]);
        if (!PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _)) return;
        Note(message.ShortMessage);
        if ((message.Settings.RegisteredDelivery & 3) == 1) Receipt(answers, (uint)(number % 0x7FFF_FFFF) + 1, message, id);
    }

    private void Note(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'#' || !System.Buffers.Text.Utf8Parser.TryParse(text[1..], out ulong number, out _)) return;
        lock (_gate)
        {
            if (!_seen.Add(number)) _repeated++;
        }
    }

    private static void Receipt(ArrayBufferWriter<byte> answers, uint sequence, MessageSm about, ReadOnlySpan<byte> id)
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
        answers.Write(pdu.AsSpan(0, length));
    }
}
