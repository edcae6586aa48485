using System.Runtime.InteropServices;

namespace Tidegate.Incidents;

/// <summary>Messages by sender, 10,000-block and step of time: bounded, the heaviest cells kept.</summary>
internal sealed class HeatHits
{
    private const int Most = 4096;

    private Dictionary<Cell, int> _cells = [];

    /// <summary>Cells and their messages, in no order.</summary>
    public IReadOnlyCollection<KeyValuePair<Cell, int>> Cells => _cells;

    public void Add(int sender, ulong block, long step)
    {
        var cell = new Cell(sender, block, step);
        if (_cells.Count >= Most && !_cells.ContainsKey(cell)) Prune();
        CollectionsMarshal.GetValueRefOrAddDefault(_cells, cell, out _)++;
    }

    /// <summary>Takes a message out.</summary>
    public void Remove(int sender, ulong block, long step)
    {
        var cell = new Cell(sender, block, step);
        if (_cells.TryGetValue(cell, out var messages) && messages > 1) _cells[cell] = messages - 1;
        else _cells.Remove(cell);
    }

    /// <summary>Follows steps that doubled in length.</summary>
    /// <param name="times">How often they doubled.</param>
    public void Double(int times)
    {
        var cells = new Dictionary<Cell, int>();
        foreach (var (cell, messages) in _cells)
            CollectionsMarshal.GetValueRefOrAddDefault(cells, cell with { Step = cell.Step >> times }, out _) += messages;
        _cells = cells;
    }

    public void Save(BinaryWriter to)
    {
        to.Write(_cells.Count);
        foreach (var (cell, messages) in Ordered())
        {
            to.Write(cell.Sender);
            to.Write(cell.Block);
            to.Write(cell.Step);
            to.Write(messages);
        }
    }

    public void Load(BinaryReader from)
    {
        _cells.Clear();
        for (var count = from.ReadInt32(); count > 0; count--)
            _cells[new Cell(from.ReadInt32(), from.ReadUInt64(), from.ReadInt64())] = from.ReadInt32();
    }

    private IEnumerable<KeyValuePair<Cell, int>> Ordered() =>
        _cells.OrderByDescending(c => c.Value).ThenByDescending(c => c.Key.Step).ThenBy(c => c.Key.Block).ThenBy(c => c.Key.Sender);

    // The lighter half goes; of equals the older, so that an attack that moves on is still seen.
    private void Prune() => _cells = new Dictionary<Cell, int>(Ordered().Take(Most / 2));

    /// <summary>One sender into one 10,000-block in one step, numbered from the Unix epoch.</summary>
    internal readonly record struct Cell(int Sender, ulong Block, long Step);
}
