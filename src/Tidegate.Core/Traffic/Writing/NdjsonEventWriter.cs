using System.Text;
using System.Text.Encodings.Web;

namespace Tidegate.Traffic.Writing;

/// <summary>Writes the event contract as NDJSON.</summary>
/// <param name="output">Where to.</param>
/// <param name="names">Names behind the events' ids.</param>
/// <param name="moneyFormat">How prices and costs are written; by default as short as reads back the same.</param>
internal sealed class NdjsonEventWriter(Stream output, TrafficNames names, string moneyFormat = "") : EventWriter
{
    private readonly Utf8Line _line = new(output);

    public override void Write(in TrafficEvent traffic, ReadOnlySpan<byte> messageId)
    {
        _line.Append("{\"type\":\""u8);
        _line.Append(ContractWords.Kind(traffic.Kind));
        _line.Append("\",\"time\":\""u8);
        _line.AppendTime(traffic.Time);
        _line.Append("\",\"message_id\":"u8);
        Quote(messageId);
        Name(",\"customer\":"u8, names.Customers, traffic.Customer);
        Name(",\"sender\":"u8, names.Senders, traffic.Sender);
        if (traffic.Destination != 0)
        {
            _line.Append(",\"destination\":\"+"u8);
            _line.AppendNumber(traffic.Destination);
            _line.Append((byte)'"');
        }

        Name(",\"mccmnc\":"u8, names.Networks, traffic.Network);
        Name(",\"supplier\":"u8, names.Suppliers, traffic.Supplier);
        Word(",\"category\":\""u8, ContractWords.Category(traffic.Category));
        if (traffic.Segments != 0)
        {
            _line.Append(",\"segments\":"u8);
            _line.AppendNumber(traffic.Segments);
        }

        Money(",\"price\":"u8, traffic.Price);
        Money(",\"cost\":"u8, traffic.Cost);
        Name(",\"currency\":"u8, names.Currencies, traffic.Currency);
        Word(",\"status\":\""u8, ContractWords.Status(in traffic));
        Name(",\"error_code\":"u8, names.ErrorCodes, traffic.ErrorCode);
        if (traffic.Kind == EventKind.Conversion) _line.Append(traffic.Converted ? ",\"converted\":true"u8 : ",\"converted\":false"u8);
        _line.Append("}\n"u8);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _line.Dispose();
        base.Dispose(disposing);
    }

    private void Name(ReadOnlySpan<byte> key, NameTable table, int id)
    {
        if (id == 0) return;
        _line.Append(key);
        _line.Append((byte)'"');
        _line.Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(table[id])); // the same string when nothing needs escaping
        _line.Append((byte)'"');
    }

    private void Word(ReadOnlySpan<byte> key, string? word)
    {
        if (word is null) return;
        _line.Append(key);
        _line.Append(word);
        _line.Append((byte)'"');
    }

    private void Money(ReadOnlySpan<byte> key, float amount)
    {
        if (float.IsNaN(amount)) return;
        _line.Append(key);
        _line.AppendNumber(amount, moneyFormat);
    }

    private void Quote(ReadOnlySpan<byte> utf8)
    {
        _line.Append((byte)'"');
        if (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(utf8) < 0) _line.Append(utf8);
        else _line.Append(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Encoding.UTF8.GetString(utf8)));
        _line.Append((byte)'"');
    }
}
