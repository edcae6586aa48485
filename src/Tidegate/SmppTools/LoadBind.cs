using System.Diagnostics;
using System.Globalization;
using System.IO.Hashing;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Tidegate.Smpp.Sessions;

namespace Tidegate.SmppTools;

/// <summary>One bind that sends its part of the messages and counts what comes back.</summary>
internal sealed class LoadBind(LoadOptions options, int count, ulong first) : IAsyncDisposable
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<uint> _latencies = new(count);
    private readonly Dictionary<ulong, bool> _ids = new(count);
    private SmppSession? _session;

    public LoadResult Result { get; } = new();

    public IReadOnlyList<uint> Latencies => _latencies;

    /// <summary>Connects and binds.</summary>
    /// <exception cref="IOException">It cannot be reached or does not take the bind.</exception>
    public async Task BindAsync(CancellationToken cancel)
    {
        var session = new SmppSessionOptions
        {
            Window = options.Window,
            ResponseTimeout = TimeSpan.FromHours(1), // what comes too late is judged by options.Patience
            OnRequest = Requested,
        };
        try
        {
            _session = await SmppPlace.BindAsync(new SmppClientOptions { Host = options.Host, Port = options.Port, SystemId = options.SystemId, Password = options.Password, BindTimeout = options.Patience, Session = session }, cancel);
        }
        catch (SmppBindException e)
        {
            throw new IOException($"{options.Host}:{options.Port}: as '{options.SystemId}' {e.Message}", e);
        }
    }

    /// <summary>Sends all, and waits until all is answered, and its receipts are there where they were asked for.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var sending = SendAsync(_session!, end.Token);
        await Task.WhenAny(StalledAsync(end.Token), _done.Task, _session!.Ended);
        await end.CancelAsync();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is null) return;
        using var patience = new CancellationTokenSource(_done.Task.IsCompleted ? Farewell : TimeSpan.Zero);
        await ((Task)_session.UnbindAsync(patience.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Result.Strange = _session.UnknownResponses;
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

    private async Task SendAsync(SmppSession session, CancellationToken cancel)
    {
        var pdu = new byte[256];
        var begin = Stopwatch.GetTimestamp();
        for (var n = 1; n <= count; n++)
        {
            while (options.Rate > 0 && Stopwatch.GetElapsedTime(begin).TotalSeconds * options.Rate < n)
            {
                await session.FlushAsync();
                await Task.Delay(1, cancel);
            }

            var length = Write(pdu, n);
            Result.Sent++;
            await session.PostAsync(pdu.AsMemory(0, length), Answered, new Sending { At = Stopwatch.GetTimestamp() }, cancel);
        }

        await session.FlushAsync();
    }

    private int Write(byte[] pdu, int n)
    {
        Span<byte> to = stackalloc byte[20];
        Span<byte> text = stackalloc byte[40];
        var number = options.OtherEvery > 0 && n % options.OtherEvery == 0 ? options.OtherTo + first + (ulong)n - options.To : first + (ulong)n;
        number.TryFormat(to, out var digits, provider: CultureInfo.InvariantCulture);
        System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"#{first + (ulong)n} your code is 123456", out var written);
        return PduWriter.Write(pdu, CommandId.SubmitSm, CommandStatus.Ok, 0, new MessageSm
        {
            Source = new SmppAddress(5, 0, "TIDEGATE"u8),
            Destination = new SmppAddress(1, 1, to[..digits]),
            Settings = new MessageSettings { RegisteredDelivery = (byte)(options.Receipts ? 1 : 0) },
            ShortMessage = text[..written],
        });
    }

    private void Answered(object? state, SmppHeader header, ReadOnlySpan<byte> pdu, Exception? failure)
    {
        if (failure is not null) return; // sent and not answered
        _latencies.Add((uint)Math.Min(uint.MaxValue, Stopwatch.GetElapsedTime(((Sending)state!).At).TotalMicroseconds));
        Result.Answered++;
        Result.Statuses[(uint)header.Status] = Result.Statuses.GetValueOrDefault((uint)header.Status) + 1;
        if (header.Status == CommandStatus.Ok)
        {
            Result.Accepted++;
            PduBody.TryRead<TextResp>(pdu[SmppHeader.Size..], out var response, out _);
            if (!_ids.TryAdd(XxHash3.HashToUInt64(response.Text), false)) Result.Repeated++;
        }

        EndWhenDone();
    }

    private void Requested(SmppSession session, SmppHeader header, ReadOnlySpan<byte> pdu)
    {
        session.Answer(header, header.Command is CommandId.DeliverSm or CommandId.DataSm ? CommandStatus.Ok : CommandStatus.InvalidCommandId);
        if (header.Command != CommandId.DeliverSm || !PduBody.TryRead<MessageSm>(pdu[SmppHeader.Size..], out var message, out _) || !DeliveryReceipt.TryRead(message.Settings.EsmClass, message.UserData, message.Tlvs, out var receipt)) return;
        var id = XxHash3.HashToUInt64(receipt.MessageId);
        if (!_ids.TryGetValue(id, out var had) || had) Result.ReceiptsStrange++;
        else Result.Receipts++;
        _ids[id] = true;
        EndWhenDone();
    }

    private void EndWhenDone()
    {
        if (Result.Answered == count && (!options.Receipts || Result.Receipts >= Result.Accepted)) _done.TrySetResult();
    }

    private sealed class Sending
    {
        public required long At { get; init; }
    }
}
