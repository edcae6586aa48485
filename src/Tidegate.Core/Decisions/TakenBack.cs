namespace Tidegate.Decisions;

/// <summary>Why a decision was ended: the messages that it rested on were people's.</summary>
internal enum TakenBack : byte
{
    /// <summary>It was not.</summary>
    No,

    /// <summary>Their codes were entered.</summary>
    CodesEntered,

    /// <summary>Other customers' people came to the same numbers meanwhile, as they do to a newly sold block.</summary>
    NewlySold,

    /// <summary>The same few numbers are messaged again and again, as numbers to test with are.</summary>
    Tested,

    /// <summary>Those who were refused ask again as the customer's people do.</summary>
    PeopleReturn,
}
