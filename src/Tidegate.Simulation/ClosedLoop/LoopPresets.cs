using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Generation.Attacks;

namespace Tidegate.Simulation.ClosedLoop;

/// <summary>Worlds with an attacker who reacts.</summary>
internal static class LoopPresets
{
    /// <summary>Minutes of history before the traffic is live: from midnight to six in the morning of the next day.</summary>
    public const int HistoryMinutes = 30 * 60;

    /// <summary>Minutes of live traffic before the attack begins.</summary>
    public const int QuietMinutes = 10;

    /// <summary>Minutes that the attack lasts.</summary>
    public const int AttackMinutes = 120;

    /// <summary>Minutes of live traffic: before the attack, while it lasts, and a while after.</summary>
    public const int LiveMinutes = QuietMinutes + AttackMinutes + 10;

    /// <summary>
    /// A small platform, and an attacker who moves to another range within a minute of every block and to another network
    /// every ten, for two hours.
    /// </summary>
    /// <param name="seed">Seed of everything random.</param>
    /// <param name="liveMinutes">Minutes after the history.</param>
    /// <param name="perMinute">Messages a minute of the attack.</param>
    public static WorldSpec Evader(ulong seed, int liveMinutes = LiveMinutes, double perMinute = 60) => new()
    {
        Name = $"evader-{seed}",
        Seed = seed,
        Days = (HistoryMinutes + liveMinutes) / 1440.0,
        MessagesPerDay = 50_000,
        Customers = 24,
        Suppliers = 10,
        Attacks =
        [
            new()
            {
                Id = "evader",
                Shape = AttackShape.RandomInRange,
                StartHours = (HistoryMinutes + QuietMinutes) / 60.0,
                Minutes = AttackMinutes,
                PerMinute = perMinute,
                MovesWhenBlocked = true,
            },
        ],
    };
}
