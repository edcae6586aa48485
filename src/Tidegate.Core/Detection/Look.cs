namespace Tidegate.Detection;

/// <summary>When a place was last examined.</summary>
/// <param name="Evidence">Nats that it had.</param>
/// <param name="Time">When, Unix ms.</param>
/// <param name="Clock">Where its group's clock stood.</param>
/// <param name="Suspects">How many messages were looked at.</param>
internal record struct Look(float Evidence, long Time, uint Clock, int Suspects);
