namespace Tidegate.Detection;

/// <summary>What an event is to those before it.</summary>
internal enum ArrivalKind : byte
{
    /// <summary>Too late, or too far from the others in time: to be counted only.</summary>
    Late,

    /// <summary>A submission that was there before.</summary>
    Duplicate,

    /// <summary>A receipt or conversion of no submission that is known.</summary>
    Orphan,

    /// <summary>A new submission.</summary>
    Submission,

    /// <summary>A receipt or conversion of a submission.</summary>
    Feedback,

    /// <summary>Far from the others in time: it is kept until it is known whether they or it are right, and told of again.</summary>
    Held,
}

/// <summary>How an event stands among those before it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Now">The newest event time so far, Unix ms.</param>
/// <param name="Sequence">Sequence number of the submission that it is, or is of; -1 where there is none.</param>
/// <param name="First">Sequence number of the oldest submission that is still kept.</param>
internal readonly record struct Arrival(ArrivalKind Kind, long Now, long Sequence, long First);
