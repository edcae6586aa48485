namespace Tidegate.Simulation.Generation.Attacks;

/// <summary>What an attack that reacts is due to change.</summary>
internal enum EvasionMove
{
    None,

    /// <summary>Its range, because it was blocked.</summary>
    Range,

    /// <summary>Its network, because its time has come.</summary>
    Network,
}

/// <summary>A place that an attack has moved to, or began at.</summary>
/// <param name="Time">Its first message there, Unix ms.</param>
/// <param name="Move">Why it moved; none for where it began.</param>
/// <param name="Network">The network.</param>
/// <param name="Destination">The first number there.</param>
internal sealed record EvasionStep(long Time, EvasionMove Move, WorldNetwork Network, ulong Destination);

/// <summary>When an attack that reacts moves on: 30 to 60 seconds after it is blocked, and to another network every so many minutes.</summary>
internal sealed class Evasion(AttackSpec spec)
{
    private readonly List<EvasionStep> _steps = [];
    private long? _moveAt;
    private int _networks;

    /// <summary>Where it has been, in order.</summary>
    public IReadOnlyList<EvasionStep> Steps => _steps;

    /// <summary>A message was refused: the first one since it moved sets the time of its next move.</summary>
    public void Refused(long time, Rng rng) => _moveAt ??= time + rng.Between(30_000, 60_000);

    /// <summary>What is due before a message is sent.</summary>
    public EvasionMove Due(long time, long start)
    {
        var networks = (int)((time - start) / (spec.NetworkMinutes * 60_000));
        if (networks > _networks)
        {
            _networks = networks;
            _moveAt = null;
            return EvasionMove.Network;
        }

        if (!(time >= _moveAt)) return EvasionMove.None;
        _moveAt = null;
        return EvasionMove.Range;
    }

    /// <summary>Notes a message sent.</summary>
    public void Sent(EvasionMove move, long time, WorldNetwork network, ulong destination)
    {
        if (move != EvasionMove.None || _steps.Count == 0) _steps.Add(new EvasionStep(time, move, network, destination));
    }
}
