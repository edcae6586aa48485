namespace Tidegate.Simulation.Generation.Attacks;

/// <summary>Where an attack's next message goes.</summary>
internal abstract class Aim
{
    public abstract (WorldNetwork Network, ulong Destination) Next(Rng rng);
}

/// <summary>Consecutive numbers with small gaps, block after block.</summary>
internal sealed class SequentialAim(IReadOnlyList<(WorldNetwork Network, ulong Block)> blocks, Rng rng) : Aim
{
    private readonly int[] _next = [.. blocks.Select(_ => rng.Next(4000))];
    private int _at;

    public override (WorldNetwork Network, ulong Destination) Next(Rng rng)
    {
        _at = (_at + 1) % blocks.Count;
        _next[_at] = (_next[_at] + 1 + (rng.Chance(0.35) ? rng.Next(3) : 0)) % 10000;
        return (blocks[_at].Network, blocks[_at].Block + (ulong)_next[_at]);
    }
}

/// <summary>Random numbers inside blocks; some narrow it to a part of each block.</summary>
internal sealed class RandomAim(IReadOnlyList<(WorldNetwork Network, ulong Block)> blocks, int width) : Aim
{
    public override (WorldNetwork Network, ulong Destination) Next(Rng rng)
    {
        var (network, block) = rng.Pick(blocks);
        return (network, block + (ulong)rng.Next(width));
    }
}

/// <summary>A fixed pool of numbers.</summary>
internal sealed class PoolAim(IReadOnlyList<(WorldNetwork Network, ulong Number)> pool) : Aim
{
    public override (WorldNetwork Network, ulong Destination) Next(Rng rng) => rng.Pick(pool);

    /// <summary>A pool over whole networks, 36 % of it in hundred-blocks with ten or more of its numbers.</summary>
    public static PoolAim Scattered(IReadOnlyList<WorldNetwork> networks, int size, Rng rng)
    {
        var pool = new List<(WorldNetwork, ulong)>();
        while (pool.Count < size)
        {
            var network = rng.Pick(networks);
            if (pool.Count >= size * 0.36)
            {
                pool.Add((network, network.AnyNumber(rng)));
                continue;
            }

            var hundred = network.FreshBlock(rng) + (ulong)(rng.Next(100) * 100);
            for (var n = rng.Between(10, 40); n > 0; n--) pool.Add((network, hundred + (ulong)rng.Next(100)));
        }

        return new PoolAim(pool);
    }
}

/// <summary>Numbers that fall as the customer's honest traffic does.</summary>
internal sealed class ProportionalAim(WorldCustomer customer) : Aim
{
    public override (WorldNetwork Network, ulong Destination) Next(Rng rng)
    {
        var lane = customer.LaneSums.Length == 0 ? customer.Lanes[0] : customer.Lanes[rng.PickCumulative(customer.LaneSums)];
        return (lane.Network, lane.LookAlike(rng));
    }
}
