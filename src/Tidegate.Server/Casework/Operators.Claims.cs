using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Claims;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>Claims on suppliers.</summary>
internal sealed partial class Operators
{
    /// <summary>Asks money back.</summary>
    /// <exception cref="ProblemException">A value will not do.</exception>
    public Task<Claim> AskClaimAsync(NewClaimForm form, Caller by) => OneAtATime(async () =>
    {
        var claim = ClaimSteps.Ask(form, NewId("k"), by.Name, time.GetUtcNow());
        if (engine.Book.Find(Book.Supplier, claim.Supplier) is null) throw ProblemException.Bad("supplier", claim.Supplier, "a supplier that the traffic has made known, or that people have described");
        if (claim.Incidents.FirstOrDefault(i => engine.Book.Find(Book.Incident, i) is null) is { } unknown) throw ProblemException.Bad("incidents", unknown, "ids of incidents that exist");
        return await WriteClaimAsync(claim, null, form.Comment, by);
    });

    /// <summary>Takes a claim a step further.</summary>
    /// <exception cref="ProblemException">There is none, the step cannot follow, or someone else has changed it.</exception>
    public Task<Claim> AdvanceClaimAsync(string id, ClaimActionForm form, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = engine.Book.Read<Claim>(Book.Claim, id) ?? throw ProblemException.NotFound("claim", id);
        mayChange(old.Version);
        return await WriteClaimAsync(ClaimSteps.Next(old, form, by.Name, time.GetUtcNow()), old, form.Comment, by);
    });

    private async Task<Claim> WriteClaimAsync(Claim claim, Claim? old, string why, Caller by)
    {
        var fact = await Enter(Fact(by, "claim." + claim.Steps[^1].Action, claim.Id, why.Trim()) with
        {
            Before = old is null ? null : Book.Write(old),
            After = Book.Write(claim),
            Documents = [new DocumentChange(Book.Claim, claim.Id, claim.Version, Book.Write(claim))],
        });
        return Written<Claim>(fact, Book.Claim, claim.Id);
    }
}
