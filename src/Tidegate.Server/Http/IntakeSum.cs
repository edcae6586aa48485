using Tidegate.Live;

namespace Tidegate.Server.Http;

/// <summary>What became of a request's records.</summary>
/// <param name="Accepted">Events taken: durable, and given to detection.</param>
/// <param name="Duplicates">Events that were there already.</param>
/// <param name="Late">Of the accepted, those too old for detection to use.</param>
/// <param name="Orphans">Of the accepted, receipts and conversions whose submission was not known when they came; they wait for it.</param>
/// <param name="RejectedCount">Records that could not be taken.</param>
/// <param name="Rejected">The first thousand of them.</param>
/// <param name="AmendedCount">Prices and costs that will not do and were left out of records that were taken.</param>
/// <param name="Amended">The first thousand of them.</param>
internal sealed record Intake(long Accepted, long Duplicates, long Late, long Orphans, long RejectedCount, IReadOnlyList<RejectedRecord> Rejected, long AmendedCount, IReadOnlyList<RejectedRecord> Amended);

/// <summary>Adds up what becomes of a request's batches.</summary>
internal sealed class IntakeSum(EventIntake intake)
{
    private readonly Queue<Task<LiveOutcome>> _onTheWay = new();

    /// <summary>Whether anything was entered.</summary>
    public bool Begun { get; private set; }

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long Late { get; private set; }

    public long Orphans { get; private set; }

    public void Add(Task<LiveOutcome> entered)
    {
        Begun = true;
        _onTheWay.Enqueue(entered);
    }

    /// <summary>Waits until at most so many are on the way.</summary>
    public async Task SettleAsync(int leave = 0)
    {
        while (_onTheWay.Count > leave)
        {
            var outcome = await _onTheWay.Dequeue();
            Accepted += outcome.Accepted;
            Duplicates += outcome.Duplicates;
            Late += outcome.Late;
            Orphans += outcome.Orphans;
        }
    }

    /// <summary>Waits for all, failed ones too.</summary>
    public async Task SettleQuietlyAsync()
    {
        while (_onTheWay.Count > 0)
        {
            try
            {
                await SettleAsync();
            }
            catch (Engine.NotDurableException)
            {
                // Told already by the first that failed.
            }
        }
    }

    public Intake Told() => new(Accepted, Duplicates, Late, Orphans, intake.RejectedCount, intake.Rejected, intake.AmendedCount, intake.Amended);
}
