using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;

namespace Tidegate.Server.Casework;

/// <summary>What a customer said of an incident by the link of its message.</summary>
/// <param name="At">When.</param>
/// <param name="Customer">Which customer.</param>
/// <param name="Answer">agree or object.</param>
/// <param name="Comment">A remark; empty for none.</param>
public sealed record CustomerAnswer(DateTimeOffset At, string Customer, string Answer, string Comment);

/// <summary>Customers' answers.</summary>
internal sealed partial class Operators
{
    // Whoever has a link must not fill the journal with it.
    private const int MostAnswers = 20;

    /// <summary>Records a customer's answer; null when it has answered too often.</summary>
    public Task<CaseNotes?> RespondAsync(string incident, string customer, string answer, string comment) => OneAtATime<CaseNotes?>(async () =>
    {
        var old = Notes(incident);
        if (old.Answers.Count(a => a.Customer == customer) >= MostAnswers) return null;
        var notes = old with { Version = old.Version + 1, Answers = [.. old.Answers, new CustomerAnswer(time.GetUtcNow(), customer, answer, comment)] };
        var fact = await Enter(Fact(new Caller($"{customer} (by link)", Role.None, customer), "incident." + answer, incident, comment) with
        {
            Before = old.Version == 0 ? null : Book.Write(old),
            After = Book.Write(notes),
            Documents = [new DocumentChange(Book.Case, incident, notes.Version, Book.Write(notes))],
        });
        return Written<CaseNotes>(fact, Book.Case, incident);
    });
}
