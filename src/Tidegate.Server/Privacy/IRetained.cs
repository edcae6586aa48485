namespace Tidegate.Server.Privacy;

/// <summary>A kind of data that is deleted when it is old enough; register one with the services to have it deleted and accounted for.</summary>
internal interface IRetained
{
    /// <summary>Its name in the deletion log: "incidents", "audit"...</summary>
    string Kind { get; }

    /// <summary>How long it is kept.</summary>
    TimeSpan Keep { get; }

    /// <summary>Deletes what is older than a time and not live; returns how many were deleted since it was last asked.</summary>
    Task<int> DeleteAsync(DateTimeOffset before);

    /// <summary>Time of the oldest that is left; null when there is none.</summary>
    DateTimeOffset? OldestLeft();
}
