using System.Buffers;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Tidegate.Traffic.Importers;

namespace Tidegate.Traffic.Reading;

/// <summary>Makes traffic events of the contract's field values, or says what is wrong with them.</summary>
/// <param name="names">Where names are interned.</param>
/// <param name="report">Where bad records go.</param>
/// <param name="import">What is known beside the records: the customer of submissions that name none (empty: those are bad), and the zone of times that state none.</param>
internal sealed partial class EventBuilder(TrafficNames names, SourceReport report, ImportOptions import)
{
    private const int RemarksKept = 8;

    private readonly NameColumn _customers = new(names.Customers);
    private readonly NameColumn _senders = new(names.Senders);
    private readonly NameColumn _suppliers = new(names.Suppliers);
    private readonly NameColumn _networks = new(names.Networks);
    private readonly NameColumn _currencies = new(names.Currencies);
    private readonly NameColumn _errorCodes = new(names.ErrorCodes);
    private readonly int _customer = names.Customers.Intern(import.DefaultCustomer);
    private readonly ZoneOffsets _zone = new(import.TimeZone);
    private readonly HashSet<string> _unknownWords = [];
    private readonly ToldValues _told = new();
    private TimeParser _times;
    private bool _saidNoOffset;

    /// <summary>The report that bad records go to.</summary>
    public SourceReport Report => report;

    /// <summary>Where message ids are kept in words; null where nobody wants them.</summary>
    public MessageIds? Ids => names.Ids;

    /// <summary>Writes what was left out of records that were taken into the report's remarks: at the end of the source.</summary>
    public void Finish() => _told.AddTo(report.Remarks);

    /// <summary>
    /// Makes an event of a record; false when the record is bad, which is then reported under <paramref name="line"/>.
    /// </summary>
    /// <param name="record">The record's bytes: valid UTF-8.</param>
    /// <param name="values">Where the values are in it.</param>
    /// <param name="untyped">The kind of records that have no type field at all; None when the type must be stated.</param>
    /// <param name="line">Line number, for the report.</param>
    /// <param name="traffic">The event.</param>
    public bool TryBuild(ReadOnlySpan<byte> record, in FieldValues values, EventKind untyped, long line, ref TrafficEvent traffic)
    {
        traffic = Blank(untyped);
        var fault = Build(record, in values, ref traffic, out var field);
        if (fault is null)
        {
            if (float.IsNaN(traffic.Price)) TellMoney(record, values[Field.Price], Field.Price, line);
            if (float.IsNaN(traffic.Cost)) TellMoney(record, values[Field.Cost], Field.Cost, line);
            if (names.Ids is { } ids && traffic.Kind == EventKind.Submit) ids.Note(in traffic, names, values[Field.MessageId].In(record));
            return true;
        }

        if (traffic.Kind is EventKind.Receipt or EventKind.Conversion) report.BadOtherCount++;
        if (!report.KeepsBad)
        {
            report.AddBad(line, fault, "");
            return false;
        }

        var value = values[field];
        if (value.Kind >= ValueKind.Milliseconds)
        {
            var held = value.Kind == ValueKind.Amount ? $"{BitConverter.Int64BitsToDouble(value.Held)}" : $"{value.Held} ms";
            report.AddBad(line, Fields.Name(field) + ": " + fault, held);
            return false;
        }

        var text = value.Kind == ValueKind.None ? [] : value.In(record);
        var shown = field == Field.Time ? PhoneMask.Printable(text) : PhoneMask.Apply(text);
        report.AddBad(line, Fields.Name(field) + ": " + fault, shown);
        return false;
    }

    /// <summary>
    /// What a name, or a word of the contract, stands for: an id, or the value of its enumeration. False where there is
    /// anything to report about it, which reading its record as a whole will do.
    /// </summary>
    /// <param name="field">A field of names or words.</param>
    /// <param name="text">Any bytes.</param>
    /// <param name="id">The id, 0 for an empty text.</param>
    public bool TryResolve(Field field, ReadOnlySpan<byte> text, out int id)
    {
        id = 0;
        if (text.IsEmpty) return true;
        if (text.Length > NameColumn.MaxLength || RecordText.Check(text) is not null) return false;
        var value = new FieldValue(0, text.Length, ValueKind.Cell);
        switch (field)
        {
            case Field.Type:
                var known = ReadKind(text, value, out var kind) is null;
                id = (int)kind;
                return known;
            case Field.MccMnc:
                return ReadNetwork(text, value, out id) is null;
            case Field.Category:
                id = (int)ReadCategory(text);
                return true;
            case Field.Status:
                id = (int)ReadStatus(text);
                return true;
            case Field.Currency:
                id = InternCurrency(text);
                return true;
            default:
                if (ColumnOf(field) is not { } column) return false;
                id = column.Intern(text);
                return true;
        }
    }

    private NameColumn? ColumnOf(Field field) => field switch
    {
        Field.Customer => _customers,
        Field.Sender => _senders,
        Field.Supplier => _suppliers,
        Field.ErrorCode => _errorCodes,
        _ => null,
    };

    private string? Build(ReadOnlySpan<byte> record, in FieldValues values, ref TrafficEvent traffic, out Field field)
    {
        string? fault;
        field = Field.Type;
        if (traffic.Kind == EventKind.None && (fault = ReadKind(record, values[Field.Type], out traffic.Kind)) is not null) return fault;

        field = Field.Time;
        if ((fault = ReadTime(record, values[Field.Time], out traffic.Time)) is not null) return fault;

        field = Field.MessageId;
        if ((fault = CheckText(record, values[field], out var text)) is not null) return fault;
        if (text.IsEmpty) return "missing; every event needs one";
        traffic.MessageKey = MessageKey(text);

        field = Field.Customer;
        if ((fault = ReadName(record, values[field], _customers, out traffic.Customer)) is not null) return fault;

        if (traffic.Kind == EventKind.Submit)
        {
            if (traffic.Customer == 0) traffic.Customer = _customer;
            if (traffic.Customer == 0) return "missing; a submission needs one";
            field = Field.Destination;
            if ((fault = CheckText(record, values[field], out text)) is not null) return fault;
            if (text.IsEmpty) return "missing; a submission needs one";
            if ((fault = DestinationParser.Read(text, out traffic.Destination)) is not null) return fault;
            traffic.Segments = 1;
        }

        return BuildOptional(record, in values, ref traffic, out field);
    }

    private string? BuildOptional(ReadOnlySpan<byte> record, in FieldValues values, ref TrafficEvent traffic, out Field field)
    {
        string? fault;
        field = Field.Sender;
        if ((fault = ReadName(record, values[field], _senders, out traffic.Sender)) is not null) return fault;

        field = Field.Supplier;
        if ((fault = ReadName(record, values[field], _suppliers, out traffic.Supplier)) is not null) return fault;

        field = Field.MccMnc;
        if ((fault = ReadNetwork(record, values[field], out traffic.Network)) is not null) return fault;

        // Money that will not do costs the money, not the message: TryBuild tells it.
        ReadMoney(record, values[Field.Price], out traffic.Price);
        ReadMoney(record, values[Field.Cost], out traffic.Cost);

        field = Field.Currency;
        if ((fault = CheckText(record, values[field], out var text)) is not null) return fault;
        traffic.Currency = (ushort)InternCurrency(text);

        field = Field.Segments;
        if (values[field].Kind != ValueKind.None && (fault = ReadSegments(record, values[field], out traffic.Segments)) is not null) return fault;

        field = Field.Category;
        if ((fault = CheckText(record, values[field], out text)) is not null) return fault;
        if (!text.IsEmpty) traffic.Category = ReadCategory(text);
        if (traffic.Kind == EventKind.Submit) return null;

        field = Field.Status;
        if ((fault = CheckText(record, values[field], out text)) is not null) return fault;
        if (!text.IsEmpty) traffic.Status = ReadStatus(text);

        field = Field.ErrorCode;
        if ((fault = ReadName(record, values[field], _errorCodes, out traffic.ErrorCode)) is not null) return fault;

        field = Field.Converted;
        return traffic.Kind == EventKind.Conversion ? ReadConverted(record, values[field], out traffic.Converted) : null;
    }

    // An event that states nothing yet.
    private static TrafficEvent Blank(EventKind kind) => new() { Kind = kind, Price = float.NaN, Cost = float.NaN };

    private static ulong MessageKey(ReadOnlySpan<byte> id) => XxHash3.HashToUInt64(id);

    private static string? CheckText(ReadOnlySpan<byte> record, FieldValue value, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (value.Kind == ValueKind.None) return null;
        if (value.Kind >= ValueKind.Boolean) return "expected a string";
        text = value.In(record);
        return text.Length > NameColumn.MaxLength ? "longer than 256 bytes" : null;
    }

    private static string? ReadName(ReadOnlySpan<byte> record, FieldValue value, NameColumn column, out int id)
    {
        id = 0;
        if (value.Kind == ValueKind.None) return null;
        var fault = CheckText(record, value, out var text);
        if (fault is null) id = column.Intern(text);
        return fault;
    }

    private int InternCurrency(ReadOnlySpan<byte> code) =>
        _currencies.TryRecall(code, out var id) ? id : _currencies.Intern(CurrencyCode.Normal(code, stackalloc byte[CurrencyCode.Room]));

    private static string? ReadKind(ReadOnlySpan<byte> record, FieldValue value, out EventKind kind)
    {
        kind = EventKind.None;
        if (value.Kind == ValueKind.None) return "missing; expected submit, receipt or conversion";
        return TryReadKind(value.In(record), out kind) ? null : "expected submit, receipt or conversion";
    }

    private static bool TryReadKind(ReadOnlySpan<byte> text, out EventKind kind)
    {
        kind = EventKind.None;
        if (text.SequenceEqual("submit"u8)) kind = EventKind.Submit;
        else if (text.SequenceEqual("receipt"u8)) kind = EventKind.Receipt;
        else if (text.SequenceEqual("conversion"u8)) kind = EventKind.Conversion;
        return kind != EventKind.None;
    }

    private string? ReadTime(ReadOnlySpan<byte> record, FieldValue value, out long time)
    {
        time = 0;
        if (value.Kind == ValueKind.None) return "missing; every event needs one";
        if (value.Kind == ValueKind.Milliseconds)
        {
            time = value.Held;
            return TimeParser.CheckRange(time);
        }

        if (value.Kind >= ValueKind.Boolean) return "expected an RFC 3339 time such as 2026-03-02T00:00:08.996Z";
        var fault = _times.Read(value.In(record), out time);
        if (fault is null && _times.LacksOffset) time = InZone(time);
        return fault;
    }

    /// <summary>The time (Unix milliseconds) that a local time without an offset stands for, in the zone of the import; the report says once that there was one.</summary>
    public long InZone(long local)
    {
        if (!_saidNoOffset)
        {
            _saidNoOffset = true;
            report.Remarks.Add($"some times state no offset from UTC; they were taken as {(import.TimeZone.HasSameRules(TimeZoneInfo.Utc) ? "UTC" : "times of " + _zone.Name)}");
        }

        return local - _zone.At(local);
    }

    private string? ReadNetwork(ReadOnlySpan<byte> record, FieldValue value, out int network)
    {
        network = 0;
        var fault = CheckText(record, value, out var written);
        if (fault is not null || written.IsEmpty || _networks.TryRecall(written, out network)) return fault;
        Span<byte> digits = stackalloc byte[6];
        scoped var text = written;
        if (text.Length is 6 or 7 && text[3] is (byte)'-' or (byte)' ' or (byte)'/' or (byte)'_')
        {
            text[..3].CopyTo(digits);
            text[4..].CopyTo(digits[3..]);
            text = digits[..(text.Length - 1)];
        }

        if (text.Length is not (5 or 6) || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return "expected the 5 or 6 digits of MCC and MNC, such as 22201";
        }

        network = _networks.Intern(text);
        return null;
    }

    private static string? ReadSegments(ReadOnlySpan<byte> record, FieldValue value, out ushort segments)
    {
        segments = 1;
        if (value.Kind == ValueKind.Cell && value.Length == 1 && record[value.Start] == '1') return null;
        if (!TryReadNumber(record, value, out var number) || number is not (>= 1 and <= 255) || number != Math.Floor(number))
        {
            return value.Kind == ValueKind.String ? "expected a whole number from 1 to 255, not a string" : "expected a whole number from 1 to 255";
        }

        segments = (ushort)number;
        return null;
    }

    private static string? ReadMoney(ReadOnlySpan<byte> record, FieldValue value, out float money)
    {
        money = float.NaN;
        if (value.Kind == ValueKind.None) return null;
        if (!TryReadNumber(record, value, out var amount)) return value.Kind == ValueKind.String ? "expected a number with a decimal point, not a string" : "expected a number with a decimal point";
        if (amount is not (>= 0 and <= 1e9)) return "expected an amount from 0 to 1e9";
        money = (float)amount;
        return null;
    }

    // Of money that no event has: it was not stated, or will not do.
    private void TellMoney(ReadOnlySpan<byte> record, FieldValue value, Field field, long line)
    {
        if (ReadMoney(record, value, out _) is not { } fault) return;
        var text = value.Kind == ValueKind.Amount ? Encoding.UTF8.GetBytes(BitConverter.Int64BitsToDouble(value.Held).ToString(CultureInfo.InvariantCulture)) : value.In(record);
        report.AddAmended(line, $"{Fields.Name(field)}: {fault}", text);
        _told.Add(line, $"{Fields.Name(field)} left out, {fault}", text);
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> record, FieldValue value, out double number)
    {
        number = value.Kind == ValueKind.Amount ? BitConverter.Int64BitsToDouble(value.Held) : 0;
        return value.Kind == ValueKind.Amount
            || (value.Kind is ValueKind.Cell or ValueKind.Number && NumberParser.TryRead(value.In(record), out number));
    }

    private Category ReadCategory(ReadOnlySpan<byte> text)
    {
        if (!TryReadCategory(text, out var category)) RemarkUnknown("category", text);
        return category;
    }

    private ReceiptStatus ReadStatus(ReadOnlySpan<byte> text)
    {
        if (!TryReadStatus(text, out var status)) RemarkUnknown("status", text);
        return status;
    }

    private static bool TryReadCategory(ReadOnlySpan<byte> text, out Category category)
    {
        category = Category.Unknown;
        if (text.SequenceEqual("otp"u8)) category = Category.Otp;
        else if (text.SequenceEqual("transactional"u8)) category = Category.Transactional;
        else if (text.SequenceEqual("marketing"u8)) category = Category.Marketing;
        return category != Category.Unknown || text.SequenceEqual("unknown"u8);
    }

    private static bool TryReadStatus(ReadOnlySpan<byte> text, out ReceiptStatus status)
    {
        status = ReceiptStatus.Unknown;
        if (text.SequenceEqual("delivered"u8)) status = ReceiptStatus.Delivered;
        else if (text.SequenceEqual("undelivered"u8)) status = ReceiptStatus.Undelivered;
        else if (text.SequenceEqual("expired"u8)) status = ReceiptStatus.Expired;
        else if (text.SequenceEqual("rejected"u8)) status = ReceiptStatus.Rejected;
        return status != ReceiptStatus.Unknown || text.SequenceEqual("unknown"u8);
    }

    private static string? ReadConverted(ReadOnlySpan<byte> record, FieldValue value, out bool converted)
    {
        converted = true; // a conversion that says no more is the sign that the code was used
        if (value.Kind == ValueKind.None) return null;
        var text = value.In(record);
        if (value.Kind == ValueKind.Boolean)
        {
            converted = text[0] == 't';
            return null;
        }

        converted = false;
        if (value.Kind == ValueKind.Cell && text.Length is > 0 and <= 5)
        {
            Span<byte> lower = stackalloc byte[5];
            for (var i = 0; i < text.Length; i++) lower[i] = (byte)(text[i] | 0x20);
            lower = lower[..text.Length];
            converted = lower.SequenceEqual("true"u8) || lower.SequenceEqual("t"u8) || text.SequenceEqual("1"u8);
            if (converted || lower.SequenceEqual("false"u8) || lower.SequenceEqual("f"u8) || text.SequenceEqual("0"u8)) return null;
        }

        return "expected true or false";
    }

    private void RemarkUnknown(string what, ReadOnlySpan<byte> text)
    {
        if (_unknownWords.Count >= RemarksKept) return;
        var word = what + " '" + PhoneMask.Apply(text) + "'";
        if (_unknownWords.Add(word)) report.Remarks.Add(word + " is none of the contract's; taken as unknown");
    }
}
