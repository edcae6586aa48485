using System.Globalization;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Tidegate.Smpp.Text;
using Tidegate.Traffic;

namespace Tidegate.Server.Smpp;

/// <summary>Makes traffic events of submissions, their responses and receipts. Receipts may come on another bind of the account.</summary>
internal sealed class SmppObserver(SmppRecorder recorder, SmppCounts counts, TimeProvider time)
{
    private const int LongestWideReceipt = 1024;

    private readonly string _run = Guid.NewGuid().ToString("N");
    private long _made;

    /// <summary>A submission that was refused here: it was tried, and detection goes on seeing it.</summary>
    public void Blocked(SmppAccount account, Submission? submission)
    {
        counts.Blocked.Add();
        account.Blocked.Add();
        if (submission is not null) Submitted(account, submission, MadeId("blocked"), default);
    }

    /// <summary>A submission whose response never came.</summary>
    public void InDoubt(SmppAccount account, Submission submission)
    {
        counts.InDoubt.Add();
        account.InDoubt.Add();
        Submitted(account, submission, MadeId("in-doubt"), default);
    }

    /// <summary>A submission's response.</summary>
    public void Answered(SmppAccount account, Submission submission, in SmppHeader header, ReadOnlySpan<byte> body)
    {
        if (header.Status != CommandStatus.Ok || header.Command == CommandId.GenericNack)
        {
            Refused(account, submission, header.Status);
            return;
        }

        if (header.Command == CommandId.SubmitMultiResp && PduBody.TryRead<SubmitMultiResp>(body, out var multi, out _) && multi.Unsuccessful.Count > 0)
            submission = WithoutRefused(account, submission, multi.Unsuccessful);
        PduBody.TryRead<TextResp>(body, out var response, out _); // the message_id of submit_multi_resp is in the same place
        Submitted(account, submission, response.Text.IsEmpty ? MadeId("nameless") : null, response.Text);
    }

    private void Refused(SmppAccount account, Submission submission, CommandStatus status)
    {
        var made = MadeId("refused");
        Submitted(account, submission, made, default);
        if (submission.Segments == 0) return;
        var code = "0x" + ((uint)status).ToString("x", CultureInfo.InvariantCulture);
        for (var i = 0; i < submission.Destinations.Count; i++)
            if (submission.Destinations[i] != 0) Final(account, MessageKeys.Of(made, i), ReceiptStatus.Rejected, code);
    }

    // Those that were taken keep their places, of which their keys are made.
    private Submission WithoutRefused(SmppAccount account, Submission submission, Unsuccessful unsuccessful)
    {
        ulong[] taken = [.. submission.Destinations];
        foreach (var one in unsuccessful)
        {
            var number = LooseNumber.Read(one.Address.Digits);
            var place = number == 0 ? -1 : Array.IndexOf(taken, number);
            if (place < 0) continue;
            taken[place] = 0;
            Refused(account, submission with { Destinations = [number] }, one.Status);
        }

        return submission with { Destinations = taken };
    }

    /// <summary>A deliver_sm or data_sm of the SMSC.</summary>
    public void Delivered(SmppAccount account, CommandId command, ReadOnlySpan<byte> body)
    {
        if (command == CommandId.DeliverSm && PduBody.TryRead<MessageSm>(body, out var message, out _)) Receipt(account, message.Settings.EsmClass, message.Settings.DataCoding, message.UserData, message.Tlvs);
        else if (command == CommandId.DataSm && PduBody.TryRead<DataSm>(body, out var data, out _)) Receipt(account, data.EsmClass, data.DataCoding, data.UserData, data.Tlvs);
    }

    private void Receipt(SmppAccount account, byte esmClass, byte dataCoding, ReadOnlySpan<byte> userData, Tlvs tlvs)
    {
        Span<byte> room = MessageText.CodingOf(dataCoding) == TextCoding.Ucs2 ? stackalloc byte[LongestWideReceipt] : default;
        if (!DeliveryReceipt.TryRead(esmClass, dataCoding, userData, tlvs, room, out var receipt) || receipt.MessageId.IsEmpty)
        {
            if (DeliveryReceipt.IsMarked(esmClass)) counts.ReceiptsUnreadable.Add();
            return;
        }

        counts.Receipts.Add();
        account.Receipts.Add();
        if (SmppEvent.StatusOf(receipt.State) is { } status)
            Final(account, MessageKeys.In(account.Space, MessageKeys.Of(receipt.MessageId, account.Options.Upstream.ReceiptIds)), status, SmppEvent.Code(receipt.Error));
    }

    private void Submitted(SmppAccount account, Submission submission, string? made, ReadOnlySpan<byte> id)
    {
        if (submission.Segments == 0) return;
        var words = !recorder.KeepsIds(account.Customer) ? null : made ?? MessageIdKey.Of(Encoding.Latin1.GetString(id), account.Options.Upstream.ResponseIds);
        for (var i = 0; i < submission.Destinations.Count; i++)
        {
            if (submission.Destinations[i] == 0) continue;
            recorder.Record(new SmppEvent
            {
                Kind = EventKind.Submit,
                Time = submission.Time,
                Customer = account.Customer,
                MessageKey = made is null ? MessageKeys.In(account.Space, MessageKeys.Of(id, account.Options.Upstream.ResponseIds, i)) : MessageKeys.Of(made, i), // one id for all destinations of submit_multi
                MessageId = words is null || i == 0 ? words : string.Create(CultureInfo.InvariantCulture, $"{words}#{i}"),
                Sender = submission.Sender,
                Supplier = account.Options.Upstream.Supplier,
                Destination = submission.Destinations[i],
                Segments = submission.Segments,
            });
        }
    }

    private void Final(SmppAccount account, ulong key, ReceiptStatus status, string error) => recorder.Record(new SmppEvent
    {
        Kind = EventKind.Receipt,
        Time = time.GetUtcNow().ToUnixTimeMilliseconds(),
        Customer = account.Customer,
        MessageKey = key,
        Status = status,
        ErrorCode = error,
    });

    private string MadeId(string why) => string.Create(CultureInfo.InvariantCulture, $"{why}:{_run}:{Interlocked.Increment(ref _made)}");
}
