namespace Tidegate.Traffic.Reading;

/// <summary>Events of rows in which nothing is out of the ordinary, cell by cell.</summary>
internal sealed partial class EventBuilder
{
    /// <summary>
    /// Makes an event of a row's cells as they come. False where there is anything to report, to trim or to keep beside
    /// the event, which reading the row as a whole will do; the event then means nothing.
    /// </summary>
    /// <param name="row">The row's bytes: valid UTF-8.</param>
    /// <param name="cells">Its cells, none of them in quotes.</param>
    /// <param name="columns">The field of each: as many as cells.</param>
    /// <param name="untyped">The kind of rows that have no type field at all; None when the type must be stated.</param>
    /// <param name="traffic">The event.</param>
    public bool TryBuild(ReadOnlySpan<byte> row, ReadOnlySpan<CsvCell> cells, ReadOnlySpan<Field> columns, EventKind untyped, ref TrafficEvent traffic)
    {
        if (names.Ids is not null) return false;
        traffic = Blank(untyped);
        var stated = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var cell = cells[i];
            var length = cell.End - cell.Start;
            if (length == 0) continue;
            if (length > NameColumn.MaxLength || row[cell.Start] == ' ' || row[cell.End - 1] == ' ') return false;
            if (!TryTake(row, new FieldValue(cell.Start, length, ValueKind.Cell), columns[i], ref traffic)) return false;
            stated |= 1 << (int)columns[i];
        }

        const int needed = (1 << (int)Field.Time) | (1 << (int)Field.MessageId);
        if ((stated & needed) != needed) return false;
        if (traffic.Kind != EventKind.Submit)
        {
            if ((stated & (1 << (int)Field.Converted)) == 0) traffic.Converted = traffic.Kind == EventKind.Conversion;
            return traffic.Kind != EventKind.None;
        }

        if (traffic.Customer == 0) traffic.Customer = _customer;
        if ((stated & (1 << (int)Field.Segments)) == 0) traffic.Segments = 1;
        return traffic.Customer != 0 && traffic.Destination != 0;
    }

    private bool TryTake(ReadOnlySpan<byte> row, FieldValue value, Field field, ref TrafficEvent traffic)
    {
        var text = value.In(row);
        switch (field)
        {
            case Field.Type:
                return ReadKind(row, value, out traffic.Kind) is null;
            case Field.Time:
                return ReadTime(row, value, out traffic.Time) is null;
            case Field.MessageId:
                traffic.MessageKey = MessageKey(text);
                return true;
            case Field.Customer:
                traffic.Customer = _customers.Intern(text);
                return true;
            case Field.Sender:
                traffic.Sender = _senders.Intern(text);
                return true;
            case Field.Supplier:
                traffic.Supplier = _suppliers.Intern(text);
                return true;
            case Field.MccMnc:
                return ReadNetwork(row, value, out traffic.Network) is null;
            case Field.Category:
                return TryReadCategory(text, out traffic.Category);
            case Field.Segments:
                return ReadSegments(row, value, out traffic.Segments) is null;
            case Field.Price:
                return ReadMoney(row, value, out traffic.Price) is null;
            case Field.Cost:
                return ReadMoney(row, value, out traffic.Cost) is null;
            case Field.Currency:
                traffic.Currency = (ushort)InternCurrency(text);
                return true;
            case Field.None:
                return true;
            default:
                return traffic.Kind != EventKind.None && TryTakeOfKind(row, value, field, ref traffic);
        }
    }

    // Fields that are read of one kind of event only: the kind must be known by then.
    private bool TryTakeOfKind(ReadOnlySpan<byte> row, FieldValue value, Field field, ref TrafficEvent traffic)
    {
        if (field == Field.Destination)
        {
            return traffic.Kind != EventKind.Submit || DestinationParser.Read(value.In(row), out traffic.Destination) is null;
        }

        if (traffic.Kind == EventKind.Submit) return true;
        if (field == Field.Status) return TryReadStatus(value.In(row), out traffic.Status);
        if (field == Field.ErrorCode) traffic.ErrorCode = _errorCodes.Intern(value.In(row));
        else if (traffic.Kind == EventKind.Conversion) return ReadConverted(row, value, out traffic.Converted) is null;
        return true;
    }
}
