using System.Buffers.Text;
using System.Globalization;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// Lines of bearerbox's access log. One line is one message, not one part: parts are computed from length, coding and
/// user data header. Receipts come as lines of their own and are joined by the SMSC's message id.
/// </summary>
internal sealed class KannelMapper(ImportSink sink, ImportOptions options, bool custom)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: false), new TimeText(options.TimeZone))
{
    // %t of a custom format is always UTC (gw_gmtime); the logger's own time is local unless access-log-time says gmt.
    private readonly TimeText _utc = new(TimeZoneInfo.Utc);
    private readonly TimeText _local = new(options.TimeZone);
    private readonly ReceiptJoin _receipts = new(options, "kannel");
    private readonly byte[] _error = new byte[64];

    public override void Map(FieldReader record)
    {
        var verb = record['l'];
        if (verb.StartsWith("Receive DLR"u8) || verb.StartsWith("DLR"u8)) MapReceipt(record);
        else if (verb.StartsWith("Sent SMS"u8)) MapSent(record, refusal: null);
        else if (verb.StartsWith("REJECTED Send SMS"u8)) MapSent(record, ReceiptStatus.Rejected);
        else if (verb.StartsWith("FAILED Send SMS"u8)) MapSent(record, ReceiptStatus.Undelivered);
        else if (verb.StartsWith("DISCARDED SMS"u8)) MapSent(record, ReceiptStatus.Expired);
        else Sink.LeftOut(verb.StartsWith("Receive SMS"u8) ? "inbound message" : "line of the log that is no sent message");
    }

    private void MapSent(FieldReader record, ReceiptStatus? refusal)
    {
        var m = new ImportedMessage();
        if (!TryLineTime(record, out m.SubmitTime) || !TryDestination(record, 'P', out m.Destination)) return;
        if (!TryCustomer(record, record['n'].IsEmpty ? record['A'] : record['n'], out m.Customer)) return;
        m.Sender = Sender(record['p']);
        m.Supplier = Sink.Names.Suppliers.Intern(record['i']);
        m.Key = Key(record, m);
        SetParts(record, ref m);
        if (refusal is { } status)
        {
            m.Status = status;
            m.StatusTime = m.SubmitTime;
            m.ErrorCode = ErrorCode(ErrorOfMeta(record['D'])); // the text of such a line is the message's own
        }

        var key = Sink.Add(m);
        if (!record['F'].IsEmpty) _receipts.Add(record['F'], m, key);
    }

    private void MapReceipt(FieldReader record)
    {
        var m = new ImportedMessage();
        if (record['F'].IsEmpty)
        {
            Sink.LeftOut("receipt without the SMSC's message id ([FID:])");
            return;
        }

        if (!TryLineTime(record, out m.StatusTime)) return;
        var text = record['b'];
        var stat = DlrText.Field(text, "stat:"u8);
        var kind = record['d'];
        if (kind.SequenceEqual("4"u8) || kind.SequenceEqual("8"u8) || kind.SequenceEqual("32"u8))
        {
            Sink.LeftOut("status not final: receipt type " + (kind[0] == '4' ? "4 (buffered)" : kind[0] == '8' ? "8 (accepted by the SMSC)" : "32 (intermediate)"));
            return;
        }

        if (DlrText.IsIntermediate(stat))
        {
            Sink.Intermediate(stat);
            return;
        }

        m.Status = kind switch
        {
            [(byte)'1'] => ReceiptStatus.Delivered,
            [(byte)'2'] => stat.IsEmpty ? ReceiptStatus.Undelivered : DlrText.Status(stat),
            [(byte)'1', (byte)'6'] => ReceiptStatus.Rejected,
            _ => DlrText.Status(stat),
        };
        m.ErrorCode = ErrorCode(Error(record['D'], text));
        m.Customer = Sink.Names.Customers.Intern(record['n'].IsEmpty ? record['A'] : record['n']);
        m.Supplier = Sink.Names.Suppliers.Intern(record['i']);
        m.Key = Sink.Key(record['F']);
        if (_receipts.TryJoin(record['F'], ref m) || Sink.IsExplaining) Sink.Add(m);
        else _receipts.Wait(record['F'], m);
    }

    // One whose message is not in the log keeps the id that it has.
    public override void Finish() => _receipts.Finish((receipt, _) => Sink.Add(receipt));

    private bool TryLineTime(FieldReader record, out long time)
    {
        if (!record['T'].IsEmpty && _utc.TryParse(record['T'], out time)) return true;
        if (!record['t'].IsEmpty && (custom ? _utc : _local).TryParse(record['t'], out time)) return true;
        if (!record['T'].IsEmpty || !record['t'].IsEmpty || !record[KannelFields.LogTime].IsEmpty) return TryTime(record, KannelFields.LogTime, out time);
        Sink.Bad(record.Line, "no time: the access-log-format has neither %t nor %T, and the line does not begin with the logger's own", []);
        time = 0;
        return false;
    }

    private ulong Key(FieldReader record, in ImportedMessage m)
    {
        if (!record['F'].IsEmpty) return Sink.Key(record['F']);
        if (!record['I'].IsEmpty) return Sink.Key(record['I']);
        Span<byte> made = stackalloc byte[96];
        var written = System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"kannel-{m.SubmitTime}-{m.Destination}-{record.Line}"), made);
        return ImportSink.MadeKey(made[..written]);
    }

    private static void SetParts(FieldReader record, ref ImportedMessage m)
    {
        if (ConcatHeader.TryParse(record['u'], out var part))
        {
            m.Segments = 1;
            m.Part = part.Part;
            m.PartGroup = PartGroups.Of(m.Customer, m.Sender, m.Destination, part);
            return;
        }

        var octets = Number(record['L']);
        var header = Number(record['U']);
        m.Segments = record['c'] switch
        {
            [(byte)'2'] => SegmentCount.Ucs2(octets, header),
            [(byte)'1'] => SegmentCount.Binary(octets, header),
            _ => SegmentCount.Gsm(record['b'].IsEmpty ? octets : SegmentCount.Septets(record['b']), header),
        };
    }

    private static int Number(ReadOnlySpan<byte> value) => Utf8Parser.TryParse(value, out int number, out _) && number > 0 ? number : 0;

    /// <summary>"err:" of the receipt's text, the code of a NACK ("NACK/0x0000000b/..."), or dlr_err of the metadata.</summary>
    private ReadOnlySpan<byte> Error(ReadOnlySpan<byte> meta, ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("NACK/"u8)) return Code(text);
        var err = DlrText.Field(text, "err:"u8);
        return err.IsEmpty ? ErrorOfMeta(meta) : err;
    }

    /// <summary>dlr_err of the metadata ("?smpp?dlr_err=69&amp;..."), which stands there as in a URL.</summary>
    private ReadOnlySpan<byte> ErrorOfMeta(ReadOnlySpan<byte> meta)
    {
        var at = meta.IndexOf("dlr_err="u8);
        if (at < 0) return [];
        var value = meta[(at + 8)..];
        var stop = value.IndexOfAny((byte)'&', (byte)'?');
        if (stop >= 0) value = value[..stop];
        var length = 0;
        for (var i = 0; i < value.Length && length < _error.Length; i++)
        {
            var escaped = value[i] == '%' && i + 3 <= value.Length && Utf8Parser.TryParse(value.Slice(i + 1, 2), out byte octet, out var used, 'x') && used == 2 ? octet : -1;
            _error[length++] = escaped < 0 ? value[i] : (byte)escaped;
            if (escaped >= 0) i += 2;
        }

        return Code(_error.AsSpan(0, length));
    }

    /// <summary>The code of "NACK/0x0000000b/..."; anything else is one itself.</summary>
    private static ReadOnlySpan<byte> Code(ReadOnlySpan<byte> error)
    {
        if (!error.StartsWith("NACK/"u8)) return error;
        var code = error[5..];
        var end = code.IndexOf((byte)'/');
        return end < 0 ? code : code[..end];
    }
}
