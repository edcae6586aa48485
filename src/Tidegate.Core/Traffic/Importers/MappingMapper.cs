using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Tidegate.Traffic.Importers;

/// <summary>Maps records as an <see cref="ImportMapping"/> says.</summary>
internal sealed class MappingMapper(ImportSink sink, ImportOptions options, ImportMapping mapping)
    : RecordMapper(sink, options, new DestinationText(options.DefaultCountryCallingCode, international: false), new TimeText(options.TimeZone, mapping.TimeFormat.Length > 0 ? mapping.TimeFormat : null))
{
    private readonly AmountText _amounts = new((byte)mapping.DecimalSign);
    private readonly NameMap<MappedStatus> _statuses = new(mapping.StatusMap);
    private readonly NameMap<Category> _categories = new(mapping.CategoryMap);
    private readonly NameMap<bool> _converted = new(mapping.ConvertedValues.Select(v => new KeyValuePair<string, bool>(v, true)));
    private readonly ushort _currency = (ushort)sink.Names.Currencies.Intern(mapping.DefaultCurrency.ToUpperInvariant());

    private enum Slot
    {
        MessageId, Time, Destination, Customer, Sender, Supplier, Network, Mcc, Mnc, Category, Segments, SegmentGroup,
        Price, Cost, Currency, Status, StatusTime, ErrorCode, Converted, ConversionTime,
    }

    protected override AmountText Amounts => _amounts;

    protected override bool TakesAnySign => true;

    /// <summary>The mapping's column names, in the order of the slots.</summary>
    public static string[] Names(ImportMapping mapping) =>
    [
        mapping.MessageId, mapping.Time, mapping.Destination, mapping.Customer, mapping.Sender, mapping.Supplier, mapping.Network,
        mapping.Mcc, mapping.Mnc, mapping.Category, mapping.Segments, mapping.SegmentGroup, mapping.Price, mapping.Cost,
        mapping.Currency, mapping.Status, mapping.StatusTime, mapping.ErrorCode, mapping.Converted, mapping.ConversionTime,
    ];

    /// <summary>The columns that the mapping names; without time, destination, id and customer there are no records.</summary>
    public static ExpectedColumn[] Expected(ImportMapping mapping, ImportOptions options)
    {
        var names = Names(mapping);
        var customer = mapping.DefaultCustomer.Length > 0 ? mapping.DefaultCustomer : options.DefaultCustomer;
        return [.. Enum.GetValues<Slot>().Where(slot => names[(int)slot].Length > 0).Select(Of)];

        ExpectedColumn Of(Slot slot)
        {
            var column = $"\"{names[(int)slot].Replace("|", "\" or \"", StringComparison.Ordinal)}\", which the mapping names for {JsonNamingPolicy.SnakeCaseLower.ConvertName(slot.ToString())}";
            return slot == Slot.Customer ? ExpectedColumn.Customer(column, (int)slot, customer)
                : new(column, slot is Slot.Time or Slot.Destination or Slot.MessageId ? "" : "taken as not stated", (int)slot);
        }
    }

    public override void Map(FieldReader record)
    {
        var statusText = record[(int)Slot.Status].Trim((byte)' ');
        var status = MappedStatus.Intermediate;
        if (!statusText.IsEmpty && !_statuses.TryGet(statusText, out status))
        {
            Sink.UnknownStatus(statusText);
            status = MappedStatus.Unknown;
        }

        if (status == MappedStatus.LeaveOut)
        {
            Sink.LeftOut("record left out by the mapping's status map: " + Mask.Numbers(statusText));
            return;
        }

        var m = new ImportedMessage();
        if (!TryTime(record, (int)Slot.Time, out m.SubmitTime) || !TryDestination(record, (int)Slot.Destination, out m.Destination)) return;
        if (!TryCustomer(record, record[(int)Slot.Customer], out m.Customer)) return;
        if (mapping.MessageId.Length == 0) m.Key = MadeKey(m);
        else if (!TryKey(record, (int)Slot.MessageId, out m.Key)) return;
        Fill(record, ref m);
        if (status == MappedStatus.Intermediate && !statusText.IsEmpty) Sink.Intermediate(statusText);
        if (status != MappedStatus.Intermediate) SetReceipt(record, ref m, status);
        SetConversion(record, ref m);
        Sink.Add(m);
    }

    private void Fill(FieldReader record, ref ImportedMessage m)
    {
        m.Sender = Sender(record[(int)Slot.Sender]);
        m.Supplier = Sink.Names.Suppliers.Intern(record[(int)Slot.Supplier].Trim((byte)' '));
        m.Network = mapping.Network.Length > 0 ? Network(record[(int)Slot.Network]) : Network(record[(int)Slot.Mcc], record[(int)Slot.Mnc]);
        m.Category = CategoryOf(record[(int)Slot.Category].Trim((byte)' '));
        m.Segments = Count(record, (int)Slot.Segments);
        var factor = mapping.PricePerSegment ? m.Segments : 1;
        m.Price = Charge(record, (int)Slot.Price) * factor;
        m.Cost = Charge(record, (int)Slot.Cost) * factor;
        var currency = Currency(record[(int)Slot.Currency]);
        m.Currency = currency == 0 ? _currency : currency;
        var group = record[(int)Slot.SegmentGroup].Trim((byte)' ');
        if (group.IsEmpty) return;
        m.PartGroup = PartGroups.Of(m.Customer, m.Sender, m.Destination, XxHash3.HashToUInt64(group));
        m.Part = 0; // which part it is is not known: records of a group are told apart by time alone
    }

    private float Charge(FieldReader record, int slot)
    {
        var amount = Amount(record, slot);
        if (float.IsNaN(amount) || amount == 0) return amount;
        var negative = IsNegative(record[slot]);
        if (negative == mapping.NegativePrices) return amount;
        Sink.Told(record.Line, negative ? NegativeLeftOut : "price or cost left out, positive where charges are negative", record[slot]);
        return float.NaN;
    }

    private void SetReceipt(FieldReader record, ref ImportedMessage m, MappedStatus status)
    {
        m.Status = status switch
        {
            MappedStatus.Delivered => ReceiptStatus.Delivered,
            MappedStatus.Undelivered => ReceiptStatus.Undelivered,
            MappedStatus.Expired => ReceiptStatus.Expired,
            MappedStatus.Rejected => ReceiptStatus.Rejected,
            _ => ReceiptStatus.Unknown,
        };
        m.ErrorCode = ErrorCode(record[(int)Slot.ErrorCode]);
        m.StatusTime = StatusTime(record, (int)Slot.StatusTime, m.SubmitTime);
    }

    private void SetConversion(FieldReader record, ref ImportedMessage m)
    {
        var converted = record[(int)Slot.Converted].Trim((byte)' ');
        if (converted.IsEmpty) return;
        m.Converted = _converted.TryGet(converted, out _);
        var time = OptionalTime(record, (int)Slot.ConversionTime);
        m.ConversionTime = time != ImportedMessage.NoTime ? time : m.StatusTime != ImportedMessage.NoTime ? m.StatusTime : m.SubmitTime;
    }

    private Category CategoryOf(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return Category.Unknown;
        if (_categories.TryGet(text, out var category)) return category;
        return Ascii.EqualsIgnoreCase(text, "otp"u8) ? Category.Otp
            : Ascii.EqualsIgnoreCase(text, "transactional"u8) ? Category.Transactional
            : Ascii.EqualsIgnoreCase(text, "marketing"u8) ? Category.Marketing
            : Category.Unknown;
    }

    // Of the customer's name: its id depends on what else is in the file, and a message has one key in all exports that it is in.
    private ulong MadeKey(in ImportedMessage m)
    {
        Span<byte> made = stackalloc byte[96];
        var customer = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(Sink.Names.Customers[m.Customer].AsSpan()));
        var written = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{customer}-{m.Destination}-{m.SubmitTime}"), made);
        return ImportSink.MadeKey(made[..written]);
    }
}
