using System.Buffers;
using System.Text;

namespace Tidegate.Traffic.Writing;

/// <summary>Writes the event contract as CSV (RFC 4180, LF).</summary>
internal sealed class CsvEventWriter : EventWriter
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n; \t|");
    private static readonly SearchValues<byte> SpecialBytes = SearchValues.Create(",\"\r\n; \t|"u8);

    private readonly Utf8Line _line;
    private readonly TrafficNames _names;

    public CsvEventWriter(Stream output, TrafficNames names)
    {
        _line = new Utf8Line(output);
        _names = names;
        _line.Append("type,time,message_id,customer,sender,destination,mccmnc,supplier,category,segments,price,cost,currency,status,error_code,converted\n"u8);
    }

    public override void Write(in TrafficEvent traffic, ReadOnlySpan<byte> messageId)
    {
        _line.Append(ContractWords.Kind(traffic.Kind));
        Next();
        _line.AppendTime(traffic.Time);
        Next();
        if (!messageId.ContainsAny(SpecialBytes)) _line.Append(messageId);
        else Text(Encoding.UTF8.GetString(messageId));
        Next();
        Text(_names.Customers[traffic.Customer]);
        Next();
        Text(_names.Senders[traffic.Sender]);
        Next();
        if (traffic.Destination != 0)
        {
            _line.Append((byte)'+');
            _line.AppendNumber(traffic.Destination);
        }

        Next();
        Text(_names.Networks[traffic.Network]);
        Next();
        Text(_names.Suppliers[traffic.Supplier]);
        Next();
        Text(ContractWords.Category(traffic.Category) ?? "");
        Next();
        if (traffic.Segments != 0) _line.AppendNumber(traffic.Segments);
        Next();
        if (!float.IsNaN(traffic.Price)) _line.AppendNumber(traffic.Price);
        Next();
        if (!float.IsNaN(traffic.Cost)) _line.AppendNumber(traffic.Cost);
        Next();
        Text(_names.Currencies[traffic.Currency]);
        Next();
        Text(ContractWords.Status(in traffic) ?? "");
        Next();
        Text(_names.ErrorCodes[traffic.ErrorCode]);
        Next();
        if (traffic.Kind == EventKind.Conversion) _line.Append(traffic.Converted ? "true"u8 : "false"u8);
        _line.Append((byte)'\n');
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _line.Dispose();
        base.Dispose(disposing);
    }

    private void Next() => _line.Append((byte)',');

    private void Text(string text)
    {
        if (text.AsSpan().ContainsAny(Special)) _line.Append("\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");
        else _line.Append(text);
    }
}
