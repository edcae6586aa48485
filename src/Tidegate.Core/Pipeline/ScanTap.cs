namespace Tidegate.Pipeline;

/// <summary>Who takes what the traffic of a scan adds up to; by itself nobody.</summary>
internal class ScanTap
{
    /// <summary>Where it is collected; null when nobody asks.</summary>
    public virtual TrafficTally? Tally => null;

    /// <summary>Called after each batch.</summary>
    public virtual void HandOn()
    {
    }
}
