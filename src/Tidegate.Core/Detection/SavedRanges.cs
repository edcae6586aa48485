namespace Tidegate.Detection;

/// <summary>Suspect ranges as bytes, in their order.</summary>
internal static class SavedRanges
{
    public static void Write(BinaryWriter to, IReadOnlyList<SuspectRange> ranges)
    {
        to.Write(ranges.Count);
        foreach (var range in ranges)
        {
            to.Write(range.From);
            to.Write(range.To);
            to.Write(range.Hits);
            to.Write(range.Share);
            to.Write(range.Network);
            to.Write(range.Group);
        }
    }

    public static SuspectRange[] Read(BinaryReader from)
    {
        var ranges = new SuspectRange[StateBytes.ReadCount(from)];
        for (var i = 0; i < ranges.Length; i++) ranges[i] = new SuspectRange(from.ReadUInt64(), from.ReadUInt64(), from.ReadInt32(), from.ReadDouble(), from.ReadInt32(), from.ReadInt32());
        return ranges;
    }
}
