using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;

namespace Tidegate.SmppTools;

/// <summary>One bind that sends its part of the messages and counts what comes back.</summary>
internal sealed class LoadBind(LoadOptions options, int count, ulong first) : IAsyncDisposable
{
    private readonly SemaphoreSlim _window = new(options.Window);
    private readonly long[] _sentAt = new long[count + 1];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<uint> _latencies = new(count);
    private readonly Dictionary<ulong, bool> _ids = new(count);
    private SmppConnection _connection = null!;

    public LoadResult Result { get; } = new();

    public IReadOnlyList<uint> Latencies => _latencies;

    /// <summary>Connects and binds.</summary>
    /// <exception cref="IOException">It cannot be reached or does not take the bind.</exception>
    public async Task BindAsync(CancellationToken cancel)
    {
        _connection = await SmppClient.ConnectAsync(options.Host, options.Port, cancel);
        var status = await SmppClient.BindAsync(_connection, options.SystemId, options.Password, cancel);
        if (status != CommandStatus.Ok) throw new IOException($"{options.Host}:{options.Port} answered the bind of '{options.SystemId}' with status 0x{(uint)status:x2}");
    }

    /// <summary>Sends all, and waits until all is answered, and its receipts are there where they were asked for.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var reading = ReadAsync(end.Token);
        var sending = SendAsync(end.Token);
        await Task.WhenAny(StalledAsync(end.Token), _done.Task, reading);
        await end.CancelAsync();
        await Task.WhenAll(reading, sending).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _window.Dispose();
    }

    // Nothing has come for so long that nothing more will.
    private async Task StalledAsync(CancellationToken cancel)
    {
        for (long before = -1; before != Result.Answered + Result.Receipts;)
        {
            before = Result.Answered + Result.Receipts;
            await Task.Delay(options.Patience, cancel);
        }
    }

    private async Task SendAsync(CancellationToken cancel)
    {
        var pdu = new byte[256];
        var begin = Stopwatch.GetTimestamp();
        for (var n = 1; n <= count; n++)
        {
            while (options.Rate > 0 && Stopwatch.GetElapsedTime(begin).TotalSeconds * options.Rate < n)
            {
                await _connection.FlushAsync();
                await Task.Delay(1, cancel);
            }

            if (!_window.Wait(0, CancellationToken.None))
            {
                await _connection.FlushAsync();
                await _window.WaitAsync(cancel);
            }

            var length = Write(pdu, n);
            Volatile.Write(ref _sentAt[n], Stopwatch.GetTimestamp());
            Result.Sent++;
            _connection.Append(pdu.AsSpan(0, length));
        }

        await _connection.FlushAsync();
    }

    private int Write(byte[] pdu, int n)
    {
        Span<byte> to = stackalloc byte[20];
        Span<byte> text = stackalloc byte[40];
        (first + (ulong)n).TryFormat(to, out var digits, provider: CultureInfo.InvariantCulture);
        System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"#{first + (ulong)n} your code is 123456", out var written);
        return PduWriter.Write(pdu, CommandId.SubmitSm, CommandStatus.Ok, (uint)n, new MessageSm
        {
            Source = new SmppAddress(5, 0, "TIDEGATE"u8),
            Destination = new SmppAddress(1, 1, to[..digits]),
            Settings = new MessageSettings { RegisteredDelivery = (byte)(options.Receipts ? 1 : 0) },
            ShortMessage = text[..written],
        });
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        while (true)
        {
            var received = await _connection.WaitAsync(cancel);
            while (_connection.TryTake(ref received, out var header, out var pdu))
            {
                if (header.Command is CommandId.SubmitSmResp or CommandId.GenericNack) Answered(header, Octets(pdu));
                else if (header.Command == CommandId.DeliverSm) Delivered(header, Octets(pdu));
                else if (header.Command == CommandId.EnquireLink) _connection.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                else if (header.Command == CommandId.Unbind) throw new EndOfStreamException("the other side unbinds");
            }

            _connection.Taken(received);
            await _connection.FlushAsync();
            if (Result.Answered == count && (!options.Receipts || Result.Receipts >= Result.Accepted)) _done.TrySetResult();
        }
    }

    private void Answered(SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        if (header.Sequence == 0 || header.Sequence > count || Interlocked.Exchange(ref _sentAt[header.Sequence], 0) is var sent && sent == 0)
        {
            Result.Strange++;
            return;
        }

        _latencies.Add((uint)Math.Min(uint.MaxValue, Stopwatch.GetElapsedTime(sent).TotalMicroseconds));
        Result.Answered++;
        Result.Statuses[(uint)header.Status] = Result.Statuses.GetValueOrDefault((uint)header.Status) + 1;
        _window.Release();
        if (header.Status != CommandStatus.Ok) return;
        Result.Accepted++;
        PduBody.TryRead<TextResp>(pdu[SmppHeader.Size..], out var response, out _);
        if (!_ids.TryAdd(XxHash3.HashToUInt64(response.Text), false)) Result.Repeated++;
    }

    private void Delivered(SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        _connection.Append(CommandId.DeliverSmResp, CommandStatus.Ok, header.Sequence);
        if (!PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _) || !DeliveryReceipt.TryRead(message.Settings.EsmClass, message.UserData, message.Tlvs, out var receipt)) return;
        var id = XxHash3.HashToUInt64(receipt.MessageId);
        if (!_ids.TryGetValue(id, out var had) || had) Result.ReceiptsStrange++;
        else Result.Receipts++;
        _ids[id] = true;
    }

    private static ReadOnlySpan<byte> Octets(in System.Buffers.ReadOnlySequence<byte> pdu) => pdu.IsSingleSegment ? pdu.FirstSpan : System.Buffers.BuffersExtensions.ToArray(pdu);
}
