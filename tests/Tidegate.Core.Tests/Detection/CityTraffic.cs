using Tidegate.Decisions;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Honest codes of five customers into one network, half of them to two thousand numbers, and what a test sends beside them.</summary>
internal sealed class CityTraffic(bool recorded = false)
{
    private long _id;

    public FedPartition Fed { get; } = new(recorded: recorded);

    public Desk Desk => Fed.Desk;

    public Random Rng { get; } = new(12);

    /// <summary>An honest message at a second.</summary>
    public void Honest(double second) =>
        Send(second, $"customer{_id % 5}", 998_930_000_000UL + (ulong)(Rng.Next(2) == 0 ? Rng.Next(2000) * 2500 : Rng.Next(5_000_000)), Rng.NextDouble() < 0.6);

    /// <summary>A one-time code at a second, and its being entered if it is.</summary>
    public void Send(double second, string customer, ulong number, bool converts, string network = "22201") =>
        Fed.TakeOtp(_id++, second, customer, number, network, converts, Rng);
}
