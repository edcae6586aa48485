using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Sessions;

namespace Tidegate.SmppTools;

/// <summary>A simple SMSC: takes any bind, answers every submission at once with an id of its own, sends receipts that were asked for
/// on the same bind, and notes which numbered messages it has seen.</summary>
internal sealed class LoadSmsc : IAsyncDisposable
{
    private static readonly SmppAnswered Ignore = static (_, _, _, _) => { };
    private readonly SmppListener _listener;
    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _seen = [];
    private readonly TimeSpan _delay;
    private long _ids;
    private long _repeated;

    /// <param name="at">Where it listens.</param>
    /// <param name="delay">How long it takes to answer.</param>
    /// <exception cref="IOException">The address cannot be used.</exception>
    public LoadSmsc(IPEndPoint at, TimeSpan delay = default)
    {
        _delay = delay;
        try
        {
            _listener = new SmppListener(at, new SmppListenerOptions
            {
                SystemId = "tidegate-load",
                OnBound = Bound,
                Session = new SmppSessionOptions { Window = 1000, OnRequest = Requested },
            });
        }
        catch (SocketException e)
        {
            throw new IOException($"{at} cannot be listened on: {e.Message}", e);
        }
    }

    public IPEndPoint Endpoint => _listener.Endpoint;

    /// <summary>Messages received.</summary>
    public long Received => Interlocked.Read(ref _ids);

    /// <summary>Messages received more than once.</summary>
    public long Repeated => Interlocked.Read(ref _repeated);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private void Bound(SmppSession session)
    {
        if (_delay == TimeSpan.Zero) return;
        var late = Channel.CreateUnbounded<Taken>(new UnboundedChannelOptions { SingleReader = true });
        session.State = late.Writer;
        _ = AnswerLateAsync(session, late.Reader);
        _ = session.Ended.ContinueWith(_ => late.Writer.TryComplete(), TaskScheduler.Default);
    }

    private void Requested(SmppSession session, SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        if (header.Command != CommandId.SubmitSm)
        {
            session.Answer(header, CommandStatus.Ok);
            return;
        }

        var number = Interlocked.Increment(ref _ids);
        byte[]? receipt = null;
        if (PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _))
        {
            Note(message.ShortMessage);
            if ((message.Settings.RegisteredDelivery & 3) == 1) receipt = Receipt(message, number);
        }

        var taken = new Taken(Stopwatch.GetTimestamp(), header, number, receipt);
        if (session.State is ChannelWriter<Taken> late) late.TryWrite(taken);
        else Answer(session, taken);
    }

    private async Task AnswerLateAsync(SmppSession session, ChannelReader<Taken> taken)
    {
        try
        {
            while (await taken.WaitToReadAsync())
            {
                while (taken.TryPeek(out var first))
                {
                    var left = _delay - Stopwatch.GetElapsedTime(first.At);
                    if (left > TimeSpan.Zero)
                    {
                        await session.FlushAsync();
                        await Task.Delay(left);
                    }
                    else if (taken.TryRead(out first))
                    {
                        Answer(session, first);
                    }
                }

                await session.FlushAsync();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // the bind is over
        }
    }

    private static void Answer(SmppSession session, in Taken taken)
    {
        Span<byte> id = stackalloc byte[20];
        session.Answer(taken.Header, CommandStatus.Ok, new TextResp { HasBody = true, Text = Id(taken.Number, id) });
        if (taken.Receipt is { } receipt) _ = session.PostAsync(receipt, Ignore).AsTask();
    }

    private static Span<byte> Id(long number, Span<byte> into)
    {
        number.TryFormat(into, out var digits, "x8", CultureInfo.InvariantCulture);
        return into[..digits];
    }

    private void Note(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'#' || !System.Buffers.Text.Utf8Parser.TryParse(text[1..], out ulong number, out _)) return;
        lock (_gate)
        {
            if (!_seen.Add(number)) _repeated++;
        }
    }

    private static byte[] Receipt(MessageSm about, long number)
    {
        Span<byte> text = stackalloc byte[96];
        Span<byte> name = stackalloc byte[20];
        var id = Id(number, name);
        "id:"u8.CopyTo(text);
        id.CopyTo(text[3..]);
        " sub:001 dlvrd:001 stat:DELIVRD err:000 text:"u8.CopyTo(text[(3 + id.Length)..]);
        var pdu = new byte[256];
        var length = PduWriter.Write(pdu, CommandId.DeliverSm, CommandStatus.Ok, 0, new MessageSm
        {
            Source = about.Destination,
            Destination = about.Source,
            Settings = new MessageSettings { EsmClass = 4 },
            ShortMessage = text[..(3 + id.Length + 45)],
        });
        return pdu[..length];
    }

    /// <summary>A submission that is to be answered.</summary>
    private readonly record struct Taken(long At, SmppHeader Header, long Number, byte[]? Receipt);
}
