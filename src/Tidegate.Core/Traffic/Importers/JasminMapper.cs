using System.Buffers.Text;
using Slot = Tidegate.Traffic.Importers.JasminFields.Slot;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// SMS-MT lines are submissions (one for all parts), DLR lines are receipts, joined by the SMSC's id, which DLR lines
/// write in upper case and without leading zeros. Receipts stand at the time of their line, for the zone of "done date"
/// is never stated. Whose a message is stands on a line of its own, which the HTTP API or the SMPP server writes when it takes
/// the message in ("[uid:...] [msgid:...]"); it is no second submission.
/// </summary>
internal sealed class JasminMapper(ImportSink sink, ImportOptions options)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: false), new TimeText(options.TimeZone))
{
    private readonly ReceiptJoin _receipts = new(options, "jasmin");
    private readonly HashSet<ulong> _retried = [];
    private readonly JasminCustomers _customers = new(sink, options);

    public override void Map(FieldReader record)
    {
        var kind = record[(int)Slot.Kind];
        if (kind.SequenceEqual("SMS-MT"u8)) MapSent(record);
        else if (kind.SequenceEqual("DLR"u8)) MapReceipt(record);
        else Sink.LeftOut("line of the log that is no sent message");
    }

    private void MapSent(FieldReader record)
    {
        if (record[(int)Slot.QueueId].IsEmpty && !record[(int)Slot.User].IsEmpty)
        {
            Sink.LeftOut("line of the gateway, which names the account of a message");
            if (record[(int)Slot.GatewayId] is { IsEmpty: false } id) _customers.Name(Sink.Key(id), record[(int)Slot.User]);
            return;
        }

        var m = new ImportedMessage();
        var supplierId = record[(int)Slot.SupplierId];
        if (!TryKey(record, (int)Slot.QueueId, out m.Key) || !TryDestination(record, (int)Slot.To, out m.Destination)) return;
        if (!TryTime(record, (int)Slot.Time, out m.SubmitTime)) return;
        m.Customer = _customers.Of(m.Key, record[(int)Slot.User]);
        m.Sender = Sender(record[(int)Slot.From]);
        m.Supplier = Sink.Names.Suppliers.Intern(record[(int)Slot.Connector]);
        m.Segments = Parts(record[(int)Slot.Content]);
        var status = record[(int)Slot.Status];
        if (status.StartsWith("ERROR/"u8)) status = status[6..];
        if (status.StartsWith("CommandStatus."u8)) status = status[14..];
        if (!status.SequenceEqual("ESME_ROK"u8))
        {
            if (record[(int)Slot.Retry].SequenceEqual("True"u8))
            {
                // It will be sent again under the same id: the submission counts once, from the first try.
                Sink.LeftOut("status not final: an attempt that is tried again");
                if (_retried.Add(m.Key)) _customers.Add(m, record.Line);
                return;
            }

            m.Status = ReceiptStatus.Rejected;
            m.ErrorCode = ErrorCode(status);
            m.StatusTime = m.SubmitTime;
        }

        if (!supplierId.IsEmpty) _receipts.Add(supplierId, m, m.Key);
        if (_retried.Remove(m.Key)) m.SubmitTime = ImportedMessage.NoTime;
        _customers.Add(m, record.Line);
    }

    private void MapReceipt(FieldReader record)
    {
        var m = new ImportedMessage();
        var stat = record[(int)Slot.Status];
        if (DlrText.IsIntermediate(stat))
        {
            Sink.Intermediate(stat);
            return;
        }

        if (!TryTime(record, (int)Slot.Time, out m.StatusTime)) return;
        m.Status = DlrText.Status(stat);
        if (m.Status == ReceiptStatus.Unknown && !stat.SequenceEqual("UNKNOWN"u8)) Sink.UnknownStatus(stat);
        m.Supplier = Sink.Names.Suppliers.Intern(record[(int)Slot.Connector]);
        m.ErrorCode = ErrorCode(record[(int)Slot.Error]);
        var id = record[(int)Slot.SupplierId];
        var joined = _receipts.TryJoin(id, ref m);
        if (joined || Sink.IsExplaining) Take(m, joined);
        else _receipts.Wait(id, m);
    }

    public override void Finish()
    {
        _customers.Finish();
        _receipts.Finish(Take);
    }

    private void Take(ImportedMessage receipt, bool joined)
    {
        if (joined) Sink.Add(receipt);
        else Sink.LeftOut("receipt of a message that is not in the log");
    }

    /// <summary>
    /// Parts from the content, "b'...'" or "** 140 byte content **" where log_privacy is on. The coding is not logged: a
    /// NUL octet is taken to mean UCS-2, all else GSM 7-bit.
    /// </summary>
    private static int Parts(ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("** "u8) && Utf8Parser.TryParse(content[3..], out int stated, out _)) return SegmentCount.Gsm(stated);
        content = content.TrimEnd((byte)']');
        if (content.Length > 0 && content[0] == 'b') content = content[1..];
        if (content.Length >= 2 && content[0] is (byte)'\'' or (byte)'"') content = content[1..^1];
        var octets = 0;
        var extended = 0;
        var ucs2 = false;
        for (var i = 0; i < content.Length; i++, octets++)
        {
            if (content[i] != '\\') extended += content[i] is (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)'~' or (byte)'^' or (byte)'|' ? 1 : 0;
            else if (i + 3 < content.Length && content[i + 1] == 'x')
            {
                ucs2 |= content[i + 2] == '0' && content[i + 3] == '0';
                i += 3;
            }
            else i++;
        }

        return ucs2 ? SegmentCount.Ucs2(octets) : SegmentCount.Gsm(octets + extended);
    }
}
