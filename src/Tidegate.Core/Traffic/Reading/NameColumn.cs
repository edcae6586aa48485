namespace Tidegate.Traffic.Reading;

/// <summary>Interns the names of one column; a name equal to the one before costs a comparison only.</summary>
internal sealed class NameColumn(NameTable table)
{
    /// <summary>Most bytes of a name.</summary>
    public const int MaxLength = 256;

    private readonly byte[] _last = new byte[MaxLength];
    private int _lastLength;
    private int _lastId;

    /// <summary>The id of a name of at most <see cref="MaxLength"/> bytes.</summary>
    public int Intern(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual(_last.AsSpan(0, _lastLength))) return _lastId;
        var id = table.Intern(name);
        name.CopyTo(_last);
        _lastLength = name.Length;
        _lastId = id;
        return id;
    }
}
