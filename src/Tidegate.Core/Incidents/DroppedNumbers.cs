using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>What an incident that ended long ago keeps of the numbers that it hit: none of them is known any more.</summary>
/// <param name="Count">How many there were.</param>
/// <param name="Hits">How many in which range.</param>
internal sealed record DroppedNumbers(int Count, IReadOnlyList<RangeHits> Hits)
{
    public static void Save(BinaryWriter to, DroppedNumbers? dropped)
    {
        to.Write(dropped is not null);
        if (dropped is null) return;
        to.Write(dropped.Count);
        StateBytes.Write<ulong>(to, [.. dropped.Hits.SelectMany(h => (ulong[])[h.Range.From, h.Range.To])]);
        StateBytes.Write<int>(to, [.. dropped.Hits.Select(h => h.Numbers)]);
    }

    public static DroppedNumbers? Load(BinaryReader from)
    {
        if (!from.ReadBoolean()) return null;
        var (count, ends, numbers) = (from.ReadInt32(), StateBytes.Read<ulong>(from), StateBytes.Read<int>(from));
        if (ends.Length != numbers.Length * 2L) throw new InvalidDataException($"{ends.Length} ends of ranges that were hit; expected {numbers.Length * 2L}");
        return new DroppedNumbers(count, [.. numbers.Select((n, i) => new RangeHits(new NumberRange(ends[2 * i], ends[(2 * i) + 1]), n))]);
    }
}
