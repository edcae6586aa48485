namespace Tidegate.Traffic;

/// <summary>
/// Writes traffic events in the event contract, as <see cref="EventReader"/> reads them. The text of the message id is
/// no part of <see cref="TrafficEvent"/> and is handed in beside it. Not for several threads.
/// </summary>
public abstract class EventWriter : IDisposable
{
    /// <summary>Writes NDJSON: one object a line, fields that are not stated left out.</summary>
    public static EventWriter Ndjson(Stream output, TrafficNames names) => new Writing.NdjsonEventWriter(output, names);

    /// <summary>Writes CSV with a header of all the contract's fields, what is not stated left empty.</summary>
    public static EventWriter Csv(Stream output, TrafficNames names) => new Writing.CsvEventWriter(output, names);

    /// <summary>Writes one event.</summary>
    /// <param name="traffic">The event; its ids are those of the names given at the start.</param>
    /// <param name="messageId">The message id, UTF-8.</param>
    public abstract void Write(in TrafficEvent traffic, ReadOnlySpan<byte> messageId);

    /// <summary>Writes out what is held back, and closes the output.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the writer holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
