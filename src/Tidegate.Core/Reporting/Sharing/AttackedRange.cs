using Tidegate.Incidents;

namespace Tidegate.Reporting.Sharing;

/// <summary>A range of numbers that was attacked, as others may be told of it: no customer, sender or supplier is named.</summary>
public sealed record AttackedRange
{
    /// <summary>The numbers.</summary>
    public required NumberRange Range { get; init; }

    /// <summary>Networks it lies in, MCC-MNC digits: those that its decisions name, else its incident's in the range's country; empty when not known.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    /// <summary>When it was found first.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <summary>First message of the first incident.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>Last message of the last incident.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When it should no longer be held against the range.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>
    /// 0 to 99: per cent of the messages that its decisions hit that do not look honest (where they hit none, of its incident's messages, that honest traffic
    /// does not explain), times the probability of an attack; that of the strongest incident. Honest subscribers may live in the range all the same.
    /// </summary>
    public required int Confidence { get; init; }

    /// <summary>Ids of the incidents, which say nothing to anybody else.</summary>
    public required IReadOnlyList<string> Incidents { get; init; }

    /// <summary>The range as the fewest prefixes that cover it exactly, each with how many digits follow.</summary>
    public IReadOnlyList<(string Prefix, int Digits)> Prefixes => PrefixCover.Of(Range);
}
