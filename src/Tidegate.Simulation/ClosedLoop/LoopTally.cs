namespace Tidegate.Simulation.ClosedLoop;

/// <summary>What became of messages in a closed loop: of one attack's, or of the honest ones.</summary>
internal sealed class LoopTally
{
    /// <summary>Messages that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>What they cost.</summary>
    public double SentMoney { get; private set; }

    /// <summary>Messages that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>What they would have cost.</summary>
    public double RefusedMoney { get; private set; }

    /// <summary>Part of the money that was stopped, 0 to 1.</summary>
    public double Stopped => SentMoney + RefusedMoney > 0 ? RefusedMoney / (SentMoney + RefusedMoney) : 0;

    internal void Add(bool refused, double money)
    {
        if (refused)
        {
            Refused++;
            RefusedMoney += money;
        }
        else
        {
            Sent++;
            SentMoney += money;
        }
    }
}
