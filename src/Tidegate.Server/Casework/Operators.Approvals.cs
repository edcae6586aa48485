using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>Approval of what detection proposes.</summary>
internal sealed partial class Operators
{
    /// <summary>Approves or refuses a proposal; the order in force when it was approved, null when it was refused.</summary>
    public Task<Order?> AnswerProposalAsync(string id, ApprovalAnswerForm form, Caller by) => OneAtATime<Order?>(async () =>
    {
        if (form.Answer is not ("approve" or "refuse")) throw ProblemException.Bad("answer", form.Answer ?? "", "approve or refuse");
        if (form.Answer == "refuse" && string.IsNullOrWhiteSpace(form.Reason)) throw ProblemException.Bad("reason", form.Reason ?? "", "why it is refused");
        if (await engine.ReadAsync(p => p.Desk.Decisions.All(d => Desk.IdOf(d) != id || d.Proposed is null))) throw ProblemException.NotFound("proposal", id);
        var now = engine.Clock.Now;
        var before = await engine.ReadAsync(p => p.Orders.FirstOrDefault(o => o.Id == id && o.Proposed is not null && o.Until > now)) ?? throw Settled(id);
        await Enter(Fact(by, "approval." + form.Answer, id, form.Reason ?? "") with
        {
            Before = Book.Write(before),
            Effects = [new SettleProposal(id, form.Answer == "approve")],
        });
        if (form.Answer == "refuse") return null;
        // It may have lapsed just before the word came.
        var approved = await engine.ReadAsync(p => p.Desk.ApprovedFrom(id) is { } decision ? p.Orders.FirstOrDefault(o => o.Id == Desk.IdOf(decision)) : null);
        return approved ?? throw Settled(id);
    });

    private static ProblemException Settled(string id) =>
        new(StatusCodes.Status409Conflict, "it awaits approval no more: it was approved, refused, or has lapsed", "path", id, "one of GET /v1/approvals");
}
