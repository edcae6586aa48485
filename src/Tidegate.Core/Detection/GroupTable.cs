using System.Runtime.InteropServices;

namespace Tidegate.Detection;

/// <summary>Groups by key. Bounded: beyond the maximum, new groups share one overflow group that never alarms.</summary>
internal sealed class GroupTable(int maximum)
{
    private readonly Dictionary<ulong, int> _index = [];
    private Group[] _groups = new Group[256];
    private int _count = 1;

    /// <summary>Groups held.</summary>
    public int Count => _count - 1;

    /// <summary>Messages that fell into the overflow group.</summary>
    public long Overflowed { get; private set; }

    public ref Group this[int index] => ref _groups[index];

    public static ulong Key(Root root, int rootId, int network) => Mix.Hash(((ulong)root << 60) | (uint)rootId, (ulong)(uint)network);

    /// <summary>Index of a group, new or known; 0 for the overflow.</summary>
    public int IndexOf(Root root, int rootId, int network, int second)
    {
        var key = Key(root, rootId, network);
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, key, out var known);
        if (known) return index;
        if (_count > maximum)
        {
            _index.Remove(key);
            Overflowed++;
            return 0;
        }

        if (_count == _groups.Length) Array.Resize(ref _groups, _groups.Length * 2);
        index = _count++;
        _groups[index] = new Group { Key = key, Root = root, RootId = rootId, Network = network, Since = second, Second = second };
        return index;
    }

    /// <summary>Index of a known group, or 0.</summary>
    public int Find(Root root, int rootId, int network) => _index.GetValueOrDefault(Key(root, rootId, network));

    public void Save(BinaryWriter to)
    {
        to.Write(Overflowed);
        StateBytes.Write<Group>(to, _groups.AsSpan(0, _count));
    }

    public void Load(BinaryReader from)
    {
        Overflowed = from.ReadInt64();
        _groups = StateBytes.Read<Group>(from);
        _count = _groups.Length;
        if (_count == 0) throw new InvalidDataException("no groups; expected at least the overflow group");
        _index.Clear();
        for (var i = 1; i < _count; i++) _index[_groups[i].Key] = i;
    }
}
