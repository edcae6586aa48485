using Tidegate.Traffic.Reading;

namespace Tidegate.Traffic.Importers;

/// <summary>Maps one record's fields to a message. One instance a file. What all vendors' mappers need is here.</summary>
internal abstract class RecordMapper(ImportSink sink, ImportOptions options, DestinationText destinations, TimeText times)
{
    /// <summary>Why a record without a customer is bad.</summary>
    public const string NoCustomer = "the record names no customer, and no default customer was given";

    /// <summary>What becomes of a negative amount where charges are positive.</summary>
    protected const string NegativeLeftOut = "price or cost left out, negative where charges are positive";

    private static readonly AmountText Plain = new();
    private readonly int _defaultCustomer = sink.Names.Customers.Intern(options.DefaultCustomer);

    protected ImportSink Sink { get; } = sink;

    /// <summary>Phone numbers as this export writes them.</summary>
    protected DestinationText Destinations { get; } = destinations;

    /// <summary>Amounts as this export writes them.</summary>
    protected virtual AmountText Amounts => Plain;

    /// <summary>Whether a sign of amounts is no matter here: the vendor writes charges negative, or the mapper looks at signs itself.</summary>
    protected virtual bool TakesAnySign => false;

    /// <summary>Maps the record at hand. What is wrong with it goes to the report.</summary>
    public abstract void Map(FieldReader record);

    /// <summary>Maps what waited for the end: all files of the run have been read.</summary>
    public virtual void Finish()
    {
    }

    protected bool TryKey(FieldReader record, int slot, out ulong key)
    {
        var id = record[slot].Trim((byte)' ');
        key = id.IsEmpty ? 0 : Sink.Key(id);
        if (id.IsEmpty) Sink.Bad(record.Line, "no message id", id);
        return !id.IsEmpty;
    }

    protected bool TryCustomer(FieldReader record, ReadOnlySpan<byte> name, out int customer)
    {
        name = name.Trim((byte)' ');
        customer = name.IsEmpty ? _defaultCustomer : Sink.Names.Customers.Intern(name);
        if (customer == 0) Sink.Bad(record.Line, NoCustomer, name);
        return customer != 0;
    }

    protected bool TryDestination(FieldReader record, int slot, out ulong destination)
    {
        if (Destinations.TryParse(record[slot], out destination)) return true;
        Sink.Bad(record.Line, $"destination is not {Destinations.Expected}", record[slot]);
        return false;
    }

    protected bool TryTime(FieldReader record, int slot, out long time)
    {
        if (times.TryParse(record[slot], out time)) return true;
        Sink.Bad(record.Line, record[slot].IsEmpty ? "no time of sending" : $"time could not be read; expected {times.Expected}", record[slot]);
        return false;
    }

    /// <summary>A time that may be missing; one that cannot be read is told and taken as missing.</summary>
    protected long OptionalTime(FieldReader record, int slot)
    {
        if (record[slot].IsEmpty) return ImportedMessage.NoTime;
        if (times.TryParse(record[slot], out var time)) return time;
        Sink.Told(record.Line, $"time beside that of sending left out, expected {times.Expected}", record[slot]);
        return ImportedMessage.NoTime;
    }

    protected float Amount(FieldReader record, int slot)
    {
        if (IsNull(record[slot].Trim((byte)' '))) return float.NaN;
        if (!Amounts.TryParse(record[slot], out var amount, out var doubtful)) Sink.Told(record.Line, Amounts.Refusal, record[slot]);
        else if (doubtful) Sink.Told(record.Line, Amounts.Doubt, record[slot]);
        if (TakesAnySign || !(amount > 0) || !IsNegative(record[slot])) return amount;
        Sink.Told(record.Line, NegativeLeftOut, record[slot]);
        return float.NaN;
    }

    /// <summary>The time of a status; one that is not stated, or lies before the time of sending, is taken as that, and the latter is told.</summary>
    protected long StatusTime(FieldReader record, int slot, long submitted)
    {
        var time = OptionalTime(record, slot);
        if (time != ImportedMessage.NoTime && time < submitted) Sink.Told(record.Line, "time of a status before that of sending, taken as that of sending", record[slot]);
        return Math.Max(time, submitted);
    }

    /// <summary>Whether an amount is written as negative: "-0.05" or "(0.05)".</summary>
    protected static bool IsNegative(ReadOnlySpan<byte> amount) => amount.Trim((byte)' ') is [(byte)'-', ..] or [(byte)'(', ..];

    /// <summary>A number of segments; 1 where none is stated.</summary>
    /// <param name="record">The record.</param>
    /// <param name="slot">Where it is.</param>
    /// <param name="zeroIsUnknown">Whether the vendor writes 0 while it does not know.</param>
    protected int Count(FieldReader record, int slot, bool zeroIsUnknown = false)
    {
        var text = record[slot].Trim((byte)' ');
        if (IsNull(text)) return 1;
        var read = NumberParser.TryRead(text, out var count);
        if (read && count is >= 1 and <= 255 && count == Math.Floor(count)) return (int)count;
        if (!(read && count == 0 && zeroIsUnknown)) Sink.Told(record.Line, "number of segments taken as 1, expected a whole number from 1 to 255", text);
        return 1;
    }

    protected int Sender(ReadOnlySpan<byte> name) => Sink.Names.Senders.Intern(name.Trim((byte)' '));

    protected int ErrorCode(ReadOnlySpan<byte> code) => IsNull(code) ? 0 : Sink.Names.ErrorCodes.Intern(code.Trim((byte)' '));

    protected ushort Currency(ReadOnlySpan<byte> code)
    {
        code = code.Trim((byte)' ');
        return IsNull(code) ? (ushort)0 : (ushort)Sink.Names.Currencies.Intern(CurrencyCode.Normal(code, stackalloc byte[CurrencyCode.Room]));
    }

    /// <summary>MCC-MNC digits (5 or 6) from one value or two; 0 for anything else ("null", "US-FIXED", "unknown").</summary>
    protected int Network(ReadOnlySpan<byte> mcc, ReadOnlySpan<byte> mnc = default)
    {
        Span<byte> digits = stackalloc byte[6];
        var count = 0;
        if (!Append(mcc, digits, ref count)) return 0;
        if (!mnc.IsEmpty && (count != 3 || mnc.Length < 2 || !Append(mnc, digits, ref count))) return 0;
        return count >= 5 ? Sink.Names.Networks.Intern(digits[..count]) : 0;
    }

    protected static bool IsNull(ReadOnlySpan<byte> value) => value.IsEmpty || value.SequenceEqual("null"u8);

    private static bool Append(ReadOnlySpan<byte> value, Span<byte> digits, ref int count)
    {
        foreach (var c in value)
        {
            if (c is (byte)'-' or (byte)'/' or (byte)' ' or (byte)':') continue;
            if (c is < (byte)'0' or > (byte)'9' || count == digits.Length) return false;
            digits[count++] = c;
        }

        return true;
    }
}
