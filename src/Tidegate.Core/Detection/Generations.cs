namespace Tidegate.Detection;

/// <summary>Two generations of words that say what came last: when the young one is full it becomes the old one, and what that held is forgotten.</summary>
internal struct Generations(ulong[] young, ulong[] old)
{
    /// <summary>What takes in.</summary>
    public ulong[] Young = young;

    /// <summary>What was full before.</summary>
    public ulong[] Old = old;

    /// <summary>How many the young one has taken.</summary>
    public int Count = 0;

    /// <summary>Begins a young one, in the room of the one before the old where it has the same size.</summary>
    public void Turn()
    {
        (Old, Young) = (Young, Old.Length == Young.Length ? Old : new ulong[Young.Length]);
        Array.Clear(Young);
        Count = 0;
    }

    public readonly void Save(BinaryWriter to)
    {
        to.Write(Count);
        StateBytes.Write<ulong>(to, Young);
        StateBytes.Write<ulong>(to, Old);
    }

    /// <summary>Takes saved ones; the caller knows what lengths they may have.</summary>
    public void Load(BinaryReader from)
    {
        Count = from.ReadInt32();
        Young = StateBytes.Read<ulong>(from);
        Old = StateBytes.Read<ulong>(from);
    }
}
