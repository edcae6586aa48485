namespace Tidegate.Decisions;

/// <summary>Decisions that a person must approve: until then they are proposals, which stop nothing.</summary>
internal sealed partial class Desk
{
    /// <summary>Proposals that await a person's word.</summary>
    public IEnumerable<StandingDecision> Proposals => _standing.Where(d => d.AwaitsApproval);

    /// <summary>The decision that came of a proposal; null when none did.</summary>
    public StandingDecision? ApprovedFrom(string proposal) =>
        _decisions.FindLast(d => d.ProposalOf is { } number && IdOf(_decisions[number]) == proposal);

    /// <summary>Puts a proposal in force from now on, as a decision of its own. Nothing happens when it awaits no approval any more.</summary>
    public void Approve(string id)
    {
        if (Proposals.FirstOrDefault(d => IdOf(d) == id) is not { } proposal) return;
        Lift(proposal);
        Issue(
            new StandingDecision
            {
                Number = _decisions.Count,
                Incident = proposal.Incident,
                Action = proposal.Proposed!.Value,
                IssuedAt = partition.Now,
                ExpiresAt = partition.Now + proposal.StandsFor,
                StandsFor = proposal.StandsFor,
                Onset = proposal.Onset,
                ExceptKnownBefore = proposal.ExceptKnownBefore,
                Network = proposal.Network,
                Customers = proposal.Customers,
                Ranges = proposal.Ranges,
                LogOdds = proposal.LogOdds,
                Rule = proposal.Rule,
                Quiet = proposal.Quiet,
                ProposalOf = proposal.Number,
            });
    }

    /// <summary>Refuses a proposal: its traffic is only monitored as long as the attack lasts. Nothing happens when it awaits no approval any more.</summary>
    public void Refuse(string id)
    {
        if (Proposals.FirstOrDefault(d => IdOf(d) == id) is { } proposal) proposal.Refused = true;
    }
}
