namespace Tidegate.Detection;

/// <summary>
/// Saves watches so that those who share one share it again after they are restored: the first mention says what the
/// watch is, the others refer to it.
/// </summary>
internal sealed class WatchReferences
{
    private readonly Dictionary<Watch, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<Watch> _watches = [];

    public void Write(BinaryWriter to, Watch watch)
    {
        if (_numbers.TryGetValue(watch, out var number))
        {
            to.Write(number);
            return;
        }

        to.Write(_numbers.Count);
        _numbers.Add(watch, _numbers.Count);
        to.Write(watch.Incident);
        to.Write(watch.Network);
        to.Write(watch.From);
        to.Write(watch.To);
        StateBytes.Write<int>(to, watch.Customers);
        to.Write(watch.Onset);
        to.Write(watch.Blocks);
        to.Write(watch.Unproven);
        to.Write(watch.ProvingSince);
    }

    public Watch Read(BinaryReader from)
    {
        var number = from.ReadInt32();
        if (number >= 0 && number < _watches.Count) return _watches[number];
        if (number != _watches.Count) throw new InvalidDataException($"watch {number}; expected 0 to {_watches.Count}");
        var watch = new Watch(from.ReadInt32(), from.ReadInt32(), from.ReadUInt64(), from.ReadUInt64(), ReadCustomers(from), from.ReadInt32()) { Blocks = from.ReadBoolean(), Unproven = from.ReadInt32(), ProvingSince = from.ReadInt64() };
        _watches.Add(watch);
        return watch;
    }

    // The one empty array, so that equal watches are equal again.
    private static int[] ReadCustomers(BinaryReader from) => StateBytes.Read<int>(from) is { Length: > 0 } customers ? customers : [];
}
