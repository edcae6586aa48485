using System.Runtime.InteropServices;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Scoring;

/// <summary>A world arranged for scoring: messages by customer and by network, and since when each destination is known.</summary>
public sealed class WorldIndex
{
    private readonly Dictionary<int, int[]> _byCustomer;
    private readonly Dictionary<int, int[]> _byNetwork;
    private readonly int[] _all;

    /// <summary>Arranges a world. Takes a fraction of a second; keep it when scoring many reports.</summary>
    public WorldIndex(World world)
    {
        World = world;
        var truth = world.Truth;
        _all = [.. Enumerable.Range(0, truth.Length)];
        _byCustomer = Group(truth, static m => m.Customer);
        _byNetwork = Group(truth, static m => m.Network);
        FirstSeen = new long[truth.Length];
        var seen = new Dictionary<(int, ulong), long>(truth.Length);
        for (var i = 0; i < truth.Length; i++)
        {
            ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(seen, (truth[i].Customer, truth[i].Destination), out var known);
            if (!known) first = truth[i].Time;
            FirstSeen[i] = first;
        }

        Customers = Ids(world.Names.Customers);
        Senders = Ids(world.Names.Senders);
        Suppliers = Ids(world.Names.Suppliers);
        Networks = Ids(world.Names.Networks);
    }

    /// <summary>The world.</summary>
    public World World { get; }

    internal long[] FirstSeen { get; }

    internal Dictionary<string, int> Customers { get; }

    internal Dictionary<string, int> Senders { get; }

    internal Dictionary<string, int> Suppliers { get; }

    internal Dictionary<string, int> Networks { get; }

    /// <summary>Lists of positions in the truth, each in order of time, that together hold all a scope can match.</summary>
    internal IEnumerable<int[]> Candidates(CompiledScope scope)
    {
        if (scope.Customers is { } customers) return Lists(_byCustomer, customers);
        if (scope.Networks is { } networks) return Lists(_byNetwork, networks);
        return [_all];
    }

    private static IEnumerable<int[]> Lists(Dictionary<int, int[]> lists, HashSet<int> keys)
    {
        foreach (var key in keys)
        {
            if (lists.TryGetValue(key, out var list)) yield return list;
        }
    }

    private static Dictionary<int, int[]> Group(LabelledSubmission[] truth, Func<LabelledSubmission, int> key)
    {
        var lists = new Dictionary<int, List<int>>();
        for (var i = 0; i < truth.Length; i++)
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(lists, key(truth[i]), out _);
            (list ??= []).Add(i);
        }

        return lists.ToDictionary(static p => p.Key, static p => p.Value.ToArray());
    }

    private static Dictionary<string, int> Ids(NameTable table)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var id = 2; id < table.Count; id++) ids[table[id]] = id;
        return ids;
    }
}
