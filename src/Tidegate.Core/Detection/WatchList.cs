namespace Tidegate.Detection;

/// <summary>The watches in force, found by 10,000-block, or by network for those without a range.</summary>
internal sealed class WatchList
{
    /// <summary>Widest range, in 10,000-blocks, that is entered block by block.</summary>
    private const ulong MostBlocks = 100;

    private readonly Dictionary<ulong, List<Watch>> _byBlock = [];
    private readonly List<Watch> _wide = [];

    /// <summary>Watches in force.</summary>
    public int Count { get; private set; }

    public void Add(Watch watch)
    {
        Count++;
        foreach (var list in ListsOf(watch, create: true)) list.Add(watch);
    }

    public void Remove(Watch watch)
    {
        var found = false;
        foreach (var list in ListsOf(watch, create: false)) found |= list.Remove(watch);
        if (found) Count--;
        if (IsWide(watch)) return;
        foreach (var block in BlocksOf(watch)) if (_byBlock.TryGetValue(block, out var list) && list.Count == 0) _byBlock.Remove(block);
    }

    /// <summary>The first watch that covers a message; one that blocks before one that does not.</summary>
    public Watch? Find(in Message message, int firstSeen)
    {
        if (Count == 0) return null;
        Watch? first = null;
        if (_byBlock.TryGetValue(message.Destination / 10_000, out var list) && Search(list, message, firstSeen, ref first)) return first;
        if (_wide.Count > 0) Search(_wide, message, firstSeen, ref first);
        return first;
    }

    public void Save(BinaryWriter to, WatchReferences references)
    {
        to.Write(Count);
        Save(to, _wide, references);
        var blocks = _byBlock.Where(b => b.Value.Count > 0).OrderBy(b => b.Key).ToList();
        to.Write(blocks.Count);
        foreach (var (block, list) in blocks)
        {
            to.Write(block);
            Save(to, list, references);
        }
    }

    public void Load(BinaryReader from, WatchReferences references)
    {
        Count = from.ReadInt32();
        Load(from, _wide, references);
        for (var blocks = StateBytes.ReadCount(from); blocks > 0; blocks--) Load(from, _byBlock[from.ReadUInt64()] = [], references);
    }

    private static void Save(BinaryWriter to, List<Watch> watches, WatchReferences references)
    {
        to.Write(watches.Count);
        foreach (var watch in watches) references.Write(to, watch);
    }

    private static void Load(BinaryReader from, List<Watch> watches, WatchReferences references)
    {
        for (var count = StateBytes.ReadCount(from); count > 0; count--) watches.Add(references.Read(from));
    }

    private static bool Search(List<Watch> list, in Message message, int firstSeen, ref Watch? first)
    {
        foreach (var watch in list)
        {
            if (!watch.Covers(message, firstSeen)) continue;
            if (watch.Blocks)
            {
                first = watch;
                return true;
            }

            first ??= watch;
        }

        return false;
    }

    private static bool IsWide(Watch watch) => (watch.To / 10_000) - (watch.From / 10_000) >= MostBlocks;

    private static IEnumerable<ulong> BlocksOf(Watch watch)
    {
        for (var block = watch.From / 10_000; block <= watch.To / 10_000; block++) yield return block;
    }

    private List<List<Watch>> ListsOf(Watch watch, bool create)
    {
        if (IsWide(watch)) return [_wide];
        var lists = new List<List<Watch>>();
        foreach (var block in BlocksOf(watch))
        {
            if (!_byBlock.TryGetValue(block, out var list) && create) _byBlock[block] = list = [];
            if (list is not null) lists.Add(list);
        }

        return lists;
    }
}
