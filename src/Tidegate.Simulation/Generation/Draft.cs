using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>A message about to be sent.</summary>
internal struct Draft
{
    public long Time;
    public Lane Lane;
    public ulong Destination;
    public Category Category;
    public short Attack;
    public short Surprise;

    /// <summary>Chance that its code is used; NaN for the customer's own rate.</summary>
    public double Convert;

    public AttackReceipts Receipts;

    /// <summary>Supplier it is bound to; -1 for the lane's route.</summary>
    public int Supplier;

    /// <summary>Times it was sent before.</summary>
    public int Attempt;

    public bool HideCategory;
}
