namespace Tidegate.Traffic.Reading;

/// <summary>Events of rows in which nothing is out of the ordinary, cell by cell.</summary>
internal sealed partial class EventBuilder
{
    /// <summary>
    /// Makes an event of a plain row. False where there is anything to report or to keep beside the event, which reading the row as
    /// others are read will do; the event then means nothing.
    /// </summary>
    /// <param name="row">The row: valid UTF-8.</param>
    /// <param name="untyped">The kind of rows that have no type field at all; None when the type must be stated.</param>
    /// <param name="traffic">The event.</param>
    public bool TryBuild(CsvPlainRow row, EventKind untyped, ref TrafficEvent traffic)
    {
        traffic = Blank(untyped);
        var id = row[Field.MessageId];
        if (names.Ids is not null || id.Length is 0 or > NameColumn.MaxLength) return false;
        if (untyped == EventKind.None && !TryReadKind(row[Field.Type], out traffic.Kind)) return false;
        if (_times.Read(row[Field.Time], out traffic.Time) is not null) return false;
        if (_times.LacksOffset) traffic.Time = InZone(traffic.Time);
        traffic.MessageKey = MessageKey(id);
        if (!TryName(row[Field.Customer], _customers, out traffic.Customer)) return false;
        return traffic.Kind == EventKind.Submit ? TryBuildSubmission(row, ref traffic) : TryBuildFeedback(row, ref traffic);
    }

    private bool TryBuildSubmission(CsvPlainRow row, ref TrafficEvent traffic)
    {
        if (traffic.Customer == 0) traffic.Customer = _customer;
        var segments = row[Field.Segments];
        traffic.Segments = 1;
        return traffic.Customer != 0
            && DestinationParser.Read(row[Field.Destination], out traffic.Destination) is null
            && (segments.Length == 0 || ReadSegments(segments, Whole(segments), out traffic.Segments) is null)
            && TryBuildOptional(row, ref traffic);
    }

    private bool TryBuildFeedback(CsvPlainRow row, ref TrafficEvent traffic)
    {
        var status = row[Field.Status];
        var converted = row[Field.Converted];
        if (traffic.Kind == EventKind.Conversion && converted.Length == 0) traffic.Converted = true;
        return row[Field.Segments].Length == 0
            && (status.Length == 0 || TryReadStatus(status, out traffic.Status))
            && TryName(row[Field.ErrorCode], _errorCodes, out traffic.ErrorCode)
            && (traffic.Kind != EventKind.Conversion || converted.Length == 0 || ReadConverted(converted, Whole(converted), out traffic.Converted) is null)
            && TryBuildOptional(row, ref traffic);
    }

    private bool TryBuildOptional(CsvPlainRow row, ref TrafficEvent traffic)
    {
        var network = row[Field.MccMnc];
        var category = row[Field.Category];
        var currency = row[Field.Currency];
        // What came lately is most of all, and needs no look at how it is written.
        if (network.Length != 0 && !_networks.TryRecall(network, out traffic.Network) && ReadNetwork(network, Whole(network), out traffic.Network) is not null) return false;
        if (category.Length != 0 && !TryReadCategory(category, out traffic.Category)) return false;
        if (currency.Length > NameColumn.MaxLength) return false;
        if (currency.Length != 0) traffic.Currency = (ushort)(_currencies.TryRecall(currency, out var id) ? id : InternCurrency(currency));
        return TryMoney(row[Field.Price], ref traffic.Price)
            && TryMoney(row[Field.Cost], ref traffic.Cost)
            && TryName(row[Field.Sender], _senders, out traffic.Sender)
            && TryName(row[Field.Supplier], _suppliers, out traffic.Supplier);
    }

    private static FieldValue Whole(ReadOnlySpan<byte> cell) => new(0, cell.Length, ValueKind.Cell);

    private static bool TryName(ReadOnlySpan<byte> cell, NameColumn column, out int id)
    {
        id = cell.Length is > 0 and <= NameColumn.MaxLength ? column.Intern(cell) : 0;
        return cell.Length <= NameColumn.MaxLength;
    }

    private static bool TryMoney(ReadOnlySpan<byte> cell, ref float money)
    {
        if (cell.Length == 0) return true;
        if (!NumberParser.TryRead(cell, out var amount) || amount is not (>= 0 and <= 1e9)) return false;
        money = (float)amount;
        return true;
    }
}
