using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// JSON records: one a line, one after another, in an array, or in an array within an object ("results": [...]). Names
/// are paths with dots ("status.groupId"); the values of an array of plain values are joined by line breaks.
/// </summary>
internal sealed class JsonFields : FieldReader
{
    /// <summary>Arrays within an object that usually hold the records.</summary>
    public static readonly string[] UsualArrays = ["results", "records", "messages", "items", "data", "reports"];

    private const int MostDepth = 32;

    private static readonly IEqualityComparer<string> PlainNames = EqualityComparer<string>.Create(
        (a, b) => a is not null && b is not null && CsvColumns.Plain(a) == CsvColumns.Plain(b), name => StringComparer.Ordinal.GetHashCode(CsvColumns.Plain(name)));

    private readonly JsonRecords _records;
    private readonly SourceReport _report;
    private readonly Dictionary<ulong, int> _slots = [];
    private readonly HashSet<string> _wanted;
    private readonly bool _plain;
    private readonly (int Start, int Length)[] _values;
    private byte[] _scratch = new byte[8192];
    private int _used;

    /// <param name="window">The content.</param>
    /// <param name="report">Where broken records go.</param>
    /// <param name="wanted">The names wanted, by slot; alternatives separated by "|".</param>
    /// <param name="arrays">Arrays within an object that may hold the records.</param>
    /// <param name="plain">Whether case, "_" and "-" of names do not matter, as in <see cref="CsvColumns"/>.</param>
    public JsonFields(ByteWindow window, SourceReport report, string[] wanted, string[] arrays, bool plain = false)
    {
        _plain = plain;
        _records = new JsonRecords(window, report, arrays);
        _report = report;
        _values = new (int, int)[wanted.Length];
        _wanted = new HashSet<string>(wanted.SelectMany(names => names.Split('|', StringSplitOptions.RemoveEmptyEntries)), plain ? PlainNames : StringComparer.Ordinal);
        for (var slot = 0; slot < wanted.Length; slot++)
        {
            foreach (var path in wanted[slot].Split('|', StringSplitOptions.RemoveEmptyEntries)) _slots.TryAdd(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(plain ? CsvColumns.Plain(path) : path)), slot);
        }
    }

    public override long Line => _records.Line;

    public override ReadOnlySpan<byte> this[int slot] => _scratch.AsSpan(_values[slot].Start, _values[slot].Length);

    public override bool Read()
    {
        while (_records.Read())
        {
            try
            {
                Flatten(_records.Record);
                return true;
            }
            catch (JsonException broken)
            {
                _report.Records++;
                _report.AddBad(Line, "not a JSON object: " + Cause(broken), Mask.Json(_records.Record));
            }
        }

        return false;
    }

    public override string Describe() => JsonDescription.Of(_records.Record, _wanted);

    protected override void Dispose(bool disposing) => _records.Dispose();

    /// <summary>The reader's own message, without the position, which is of the record and not of the file.</summary>
    private static string Cause(JsonException broken)
    {
        var at = broken.Message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return at < 0 ? broken.Message : broken.Message[..at];
    }

    private void Flatten(ReadOnlySpan<byte> record)
    {
        Array.Clear(_values);
        _used = 0;
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = MostDepth, AllowTrailingCommas = true });
        Span<byte> path = stackalloc byte[256];
        Span<int> lengths = stackalloc int[MostDepth + 4];
        var slot = -1;
        var inArray = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    slot = SlotOf(ref reader, path, lengths);
                    inArray = false;
                    break;
                case JsonTokenType.StartArray:
                    // Objects in an array go by the name of the array.
                    lengths[reader.CurrentDepth + 2] = lengths[reader.CurrentDepth + 1];
                    inArray = true;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.EndObject or JsonTokenType.EndArray:
                    slot = -1;
                    break;
                case JsonTokenType.Null:
                    break;
                default:
                    if (slot >= 0) Keep(ref reader, slot, inArray);
                    break;
            }
        }
    }

    private int SlotOf(ref Utf8JsonReader reader, scoped Span<byte> path, scoped Span<int> lengths)
    {
        var depth = reader.CurrentDepth;
        var at = depth <= 1 ? 0 : lengths[depth];
        var name = reader.ValueSpan;
        if (at + name.Length + 1 > path.Length)
        {
            lengths[depth + 1] = at;
            return -1;
        }

        if (at > 0) path[at++] = (byte)'.';
        at += _plain ? CopyPlain(name, path[at..]) : Copy(name, path[at..]);
        lengths[depth + 1] = at;
        return _slots.TryGetValue(XxHash3.HashToUInt64(path[..at]), out var slot) ? slot : -1;
    }

    private void Keep(ref Utf8JsonReader reader, int slot, bool inArray)
    {
        var size = reader.ValueSpan.Length + 1;
        while (_used + size > _scratch.Length) Array.Resize(ref _scratch, _scratch.Length * 2);
        var (start, length) = _values[slot];
        var target = _used;
        if (length > 0)
        {
            // A second value: either the next of an array, joined by a line break, or an alternative name; the first one stands.
            if (start + length != _used || !inArray) return;
            _scratch[_used++] = (byte)'\n';
            target = start;
        }

        var written = reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped
            ? reader.CopyString(_scratch.AsSpan(_used))
            : Copy(reader.ValueSpan, _scratch.AsSpan(_used));
        _used += written;
        _values[slot] = (target, _used - target);
    }

    private static int CopyPlain(ReadOnlySpan<byte> name, Span<byte> target)
    {
        var length = 0;
        foreach (var c in name)
        {
            if (c is not ((byte)'_' or (byte)'-' or (byte)' ')) target[length++] = c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;
        }

        return length;
    }

    private static int Copy(ReadOnlySpan<byte> value, Span<byte> target)
    {
        value.CopyTo(target);
        return value.Length;
    }
}
