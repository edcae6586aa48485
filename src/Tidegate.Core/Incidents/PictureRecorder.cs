using Tidegate.Detection;

namespace Tidegate.Incidents;

/// <summary>
/// Collects what is drawn of an incident, message by message. Its memory is bounded whatever the size of the attack:
/// at most 300 steps of time, 256 blocks of numbers, 4096 cells of heat and 1024 parties of each kind, under 1 MB.
/// </summary>
internal sealed class PictureRecorder
{
    /// <summary>How long before the onset the picture begins, milliseconds.</summary>
    public const long Before = 3_600_000;

    private const int MostBlocks = 256;

    private Dictionary<ulong, BlockHits> _blocks = [];
    private int[] _honest = [];

    /// <summary>Messages of the incident by step.</summary>
    public StepCounts Steps { get; } = new();

    /// <summary>Honest messages by step into the same ranges before the onset; as many steps as there are, or fewer.</summary>
    public IReadOnlyList<int> Honest => _honest;

    /// <summary>Hits by 10,000-block.</summary>
    public IReadOnlyDictionary<ulong, BlockHits> Blocks => _blocks;

    public HeatHits Heat { get; } = new();

    public PartyHits Customers { get; } = new();

    public PartyHits Senders { get; } = new();

    public PartyHits Suppliers { get; } = new();

    /// <summary>Makes the picture begin before an onset.</summary>
    public void Begin(long onset) => Reach(onset - Before);

    /// <summary>Makes the steps reach a time.</summary>
    public void Reach(long time)
    {
        var before = Steps.Step;
        if (Steps.Cover(time)) Heat.Double(System.Numerics.BitOperations.Log2((ulong)(Steps.Step / before)));
    }

    /// <summary>Takes a message of the incident in.</summary>
    public void Claim(in Message message)
    {
        Reach(message.Time);
        Steps.Add(message.Time);
        var block = message.Destination / BlockHits.Size;
        if (!_blocks.TryGetValue(block, out var hits))
        {
            if (_blocks.Count == MostBlocks) Prune();
            _blocks[block] = hits = new BlockHits();
        }

        hits.Add(message.Destination);
        Heat.Add(message.Sender, block, Steps.StepOf(message.Time));
        Customers.Add(message.Customer, message);
        Senders.Add(message.Sender, message);
        Suppliers.Add(message.Supplier, message);
    }

    /// <summary>Takes a message out that is none of the incident's after all, as far as it is kept.</summary>
    public void GiveBack(in Message message)
    {
        var block = message.Destination / BlockHits.Size;
        Steps.Remove(message.Time);
        if (_blocks.TryGetValue(block, out var hits))
        {
            hits.Remove(message.Destination);
            if (hits.Messages == 0) _blocks.Remove(block);
        }

        Heat.Remove(message.Sender, block, Steps.StepOf(message.Time));
        Customers.Remove(message.Customer, message);
        Senders.Remove(message.Sender, message);
        Suppliers.Remove(message.Supplier, message);
    }

    /// <summary>Begins to look back anew: what <see cref="NoteHonest"/> and <see cref="NoteOwn"/> took before is forgotten.</summary>
    public void LookBack()
    {
        _honest = new int[Steps.Counts.Count];
        Customers.ForgetOwn();
        Senders.ForgetOwn();
        Suppliers.ForgetOwn();
    }

    /// <summary>Takes an honest message into the incident's ranges in, from before the onset.</summary>
    public void NoteHonest(long time)
    {
        var at = Steps.StepOf(time) - Steps.First;
        if (at >= 0 && at < _honest.Length) _honest[at]++;
    }

    /// <summary>Takes any message of the incident's time in, for the parties' share of it.</summary>
    public void NoteOwn(in Message message, bool inIncident)
    {
        Customers.NoteOwn(message.Customer, inIncident);
        Senders.NoteOwn(message.Sender, inIncident);
        Suppliers.NoteOwn(message.Supplier, inIncident);
    }

    public void Save(BinaryWriter to)
    {
        Steps.Save(to);
        to.Write(_honest.Length);
        foreach (var count in _honest) to.Write(count);
        to.Write(_blocks.Count);
        foreach (var (block, hits) in _blocks.OrderBy(b => b.Key))
        {
            to.Write(block);
            hits.Save(to);
        }

        Heat.Save(to);
        Customers.Save(to);
        Senders.Save(to);
        Suppliers.Save(to);
    }

    public void Load(BinaryReader from)
    {
        Steps.Load(from);
        _honest = new int[from.ReadInt32()];
        for (var i = 0; i < _honest.Length; i++) _honest[i] = from.ReadInt32();
        _blocks = [];
        for (var count = from.ReadInt32(); count > 0; count--)
        {
            var hits = new BlockHits();
            _blocks[from.ReadUInt64()] = hits;
            hits.Load(from);
        }

        Heat.Load(from);
        Customers.Load(from);
        Senders.Load(from);
        Suppliers.Load(from);
    }

    // The less hit half goes, so that blocks to which an attack moves on later have room.
    private void Prune() =>
        _blocks = new Dictionary<ulong, BlockHits>(_blocks.OrderByDescending(b => b.Value.Messages).ThenByDescending(b => b.Key).Take(MostBlocks / 2));
}
