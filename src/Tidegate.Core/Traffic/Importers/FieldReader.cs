namespace Tidegate.Traffic.Importers;

/// <summary>
/// Reads an export record by record and shows the fields that an importer asked for, by slot. A slot's name may give
/// alternatives ("to|destination"). Fields that nobody asked for, message text above all, are passed over.
/// </summary>
internal abstract class FieldReader : IDisposable
{
    /// <summary>1-based line where the record at hand begins.</summary>
    public abstract long Line { get; }

    /// <summary>The value in a slot as UTF-8; empty when the record has none. Valid until the next <see cref="Read"/>.</summary>
    public abstract ReadOnlySpan<byte> this[int slot] { get; }

    /// <summary>Moves to the next record; false at the end. Broken records are reported and passed over.</summary>
    public abstract bool Read();

    /// <summary>The fields asked for of the record at hand, for a person to read: message text blanked, phone numbers masked.</summary>
    public abstract string Describe();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
