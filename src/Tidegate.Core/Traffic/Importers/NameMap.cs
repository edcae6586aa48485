using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>Values by UTF-8 names of any case; a handful of names, so a plain search.</summary>
internal sealed class NameMap<T>
{
    private readonly (byte[] Name, T Value)[] _entries;

    public NameMap(IEnumerable<KeyValuePair<string, T>> entries) =>
        _entries = [.. entries.Select(e => (Encoding.UTF8.GetBytes(e.Key.Trim()), e.Value))];

    public bool TryGet(ReadOnlySpan<byte> name, out T value)
    {
        foreach (var (known, found) in _entries)
        {
            if (!Ascii.EqualsIgnoreCase(name, known) && !name.SequenceEqual(known)) continue;
            value = found;
            return true;
        }

        value = default!;
        return false;
    }
}
