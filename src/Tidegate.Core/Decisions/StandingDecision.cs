using Tidegate.Detection;

namespace Tidegate.Decisions;

/// <summary>A decision while it stands: its watches, and what it has hit.</summary>
internal sealed class StandingDecision
{
    private RangeIndex? _index; // made of the ranges, which do not change

    public required int Number { get; init; }

    public required int Incident { get; set; }

    public required DecisionAction Action { get; init; }

    public required long IssuedAt { get; init; }

    /// <summary>When what it was issued for began, Unix ms.</summary>
    public required long Onset { get; init; }

    /// <summary>
    /// Numbers that its customers had messaged before are spared: before its attack came to their network, be it elsewhere there. Unix ms; null where the policy spared none when it was
    /// issued, whatever it says since.
    /// </summary>
    public required long? ExceptKnownBefore { get; init; }

    public required int Network { get; init; }

    public required IReadOnlyList<int> Customers { get; init; }

    public required IReadOnlyList<SuspectRange> Ranges { get; init; }

    public required double LogOdds { get; init; }

    /// <summary>For how long it is issued, and renewed; ms.</summary>
    public required long StandsFor { get; init; }

    /// <summary>Name of the policy's rule that it follows; empty where none applied.</summary>
    public string Rule { get; init; } = "";

    /// <summary>Whether it orders less than the rule because it was issued in quiet hours.</summary>
    public bool Quiet { get; init; }

    /// <summary>Whether it ended because its time was over, not because someone lifted it or a stronger one took its place.</summary>
    public bool RanOut { get; set; }

    /// <summary>What it orders once a person approves it; null when it is no proposal. Until then it only monitors.</summary>
    public DecisionAction? Proposed { get; init; }

    /// <summary>A person refused it: it goes on to monitor.</summary>
    public bool Refused { get; set; }

    /// <summary>Number of the proposal that was approved by it; null when it needed no approval.</summary>
    public int? ProposalOf { get; init; }

    /// <summary>Whether a person is to say yes or no to it.</summary>
    public bool AwaitsApproval => Proposed is not null && !Refused;

    /// <summary>Whether its incident is mitigated while it stands: it stops messages, or it is what the policy has in place of a block while it only monitors.</summary>
    public bool Mitigates => Action != DecisionAction.Monitor || (Proposed is null && Rule.Length == 0 && !Quiet);

    /// <summary>Whether it was issued only because a campaign was expected: what spoke for it besides was too little for a block.</summary>
    public bool Expected { get; init; }

    /// <summary>Whether, and why, it was ended because it rested on people's messages.</summary>
    public TakenBack TakenBack { get; set; }

    /// <summary>Whether the codes of the messages that it rests on were entered, as people would.</summary>
    public bool CodesEntered { get; set; }

    public long ExpiresAt { get; set; }

    public long Hits { get; set; }

    /// <summary>When it last hit anything, Unix ms; 0 when it has not.</summary>
    public long LastHit { get; set; }

    /// <summary>Messages hit whose code was used all the same: they look honest.</summary>
    public long ConvertedHits { get; set; }

    public Purse Money { get; init; } = new();

    public List<Watch> Watches { get; } = [];

    /// <summary>The same order for another incident, customers and ranges; nothing is hit by it yet.</summary>
    public StandingDecision Again(int number, int incident, long issuedAt, long expiresAt, IReadOnlyList<int> customers, IReadOnlyList<SuspectRange> ranges) => new()
    {
        Number = number,
        Incident = incident,
        Action = Action,
        Proposed = Proposed,
        Refused = Refused,
        ProposalOf = ProposalOf,
        IssuedAt = issuedAt,
        ExpiresAt = expiresAt,
        StandsFor = StandsFor,
        Onset = Onset,
        ExceptKnownBefore = ExceptKnownBefore,
        Network = Network,
        Customers = customers,
        Ranges = ranges,
        LogOdds = LogOdds,
        Rule = Rule,
        Quiet = Quiet,
        Expected = Expected,
    };

    /// <summary>Whether a message lies in its scope and time; numbers spared are not looked at.</summary>
    public bool Covers(in Message message)
    {
        return message.Time >= IssuedAt && message.Time <= ExpiresAt && IsInScope(message);
    }

    /// <summary>Whether a message lies in its scope, at any time; numbers spared are not looked at.</summary>
    public bool IsInScope(in Message message)
    {
        if (Customers.Count > 0 && !Customers.Contains(message.Customer)) return false;
        return (_index ??= new RangeIndex(Ranges)).Has(message.Network, message.Destination);
    }
}
