namespace Tidegate.Detection;

/// <summary>
/// What places that had to leave had learned, in a twelfth of the memory: a place that comes back is not new. Without it the traffic of all that
/// left would pass, for a while, for traffic into blocks that nobody had messaged.
/// </summary>
/// <remarks>
/// Lines of sixteen slots, each 20 bits of the key's hash and the logarithm of the baseline: exact to a part in two hundred. One in sixty thousand
/// finds another's; what finds no slot takes one that is held. How long a place was away is not kept, so that its baseline has not faded.
/// </remarks>
internal sealed class DepartedPlaces(int maximum)
{
    private const int SlotsInLine = 16;
    private const int MostLines = 1 << 24;
    private const int CodeBits = 12;
    private const float Steps = 128; // of the logarithm to base 2
    private const uint CodeMask = (1u << CodeBits) - 1;

    private uint[] _held = [];

    /// <summary>Takes what a place that leaves had learned.</summary>
    public void Add(ulong key, float baseline)
    {
        var code = (uint)Math.Clamp((int)MathF.Round(MathF.Log2(1 + baseline) * Steps), 0, (int)CodeMask);
        if (code == 0) return;
        if (_held.Length == 0) _held = new uint[(int)Math.Min(MostLines, (maximum * 4L / SlotsInLine) + 1) * SlotsInLine];
        var line = LineOf(key, out var mark);
        var slot = (int)mark % SlotsInLine;
        for (var i = 0; i < SlotsInLine; i++)
        {
            if (line[i] != 0 && line[i] >> CodeBits != mark) continue;
            slot = i;
            break;
        }

        line[slot] = (mark << CodeBits) | code;
    }

    /// <summary>What a place had learned when it left; 0 where it is not known to have been.</summary>
    public float Of(ulong key)
    {
        if (_held.Length == 0) return 0;
        foreach (var slot in LineOf(key, out var mark))
            if (slot != 0 && slot >> CodeBits == mark) return MathF.Pow(2, (slot & CodeMask) / Steps) - 1;
        return 0;
    }

    public void Save(BinaryWriter to) => StateBytes.Write<uint>(to, _held);

    public void Load(BinaryReader from)
    {
        _held = StateBytes.Read<uint>(from);
        if (_held.Length % SlotsInLine != 0) throw new InvalidDataException($"{_held.Length} slots for departed places; expected lines of {SlotsInLine}");
    }

    private Span<uint> LineOf(ulong key, out uint mark)
    {
        var hash = Mix.Hash(key, 1);
        mark = (uint)hash >> CodeBits;
        return _held.AsSpan((int)(((hash >> 32) * (ulong)(_held.Length / SlotsInLine)) >> 32) * SlotsInLine, SlotsInLine);
    }
}
