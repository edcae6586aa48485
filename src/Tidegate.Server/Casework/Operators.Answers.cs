using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>Customers' answers.</summary>
internal sealed partial class Operators
{
    // Whoever has a link must not fill the journal with it.
    private const int MostAnswers = 20;

    /// <summary>Records a customer's answer by the link of its message; null when it has answered too often.</summary>
    public Task<CaseNotes?> RespondAsync(string incident, string customer, string answer, string comment) =>
        RecordAsync(incident, answer, comment, new Caller($"{customer} (by link)", Role.None, customer));

    /// <summary>Records whether a customer that is signed in, or has a key, agrees with what is done about an incident of its own.</summary>
    /// <exception cref="ProblemException">The answer will not do, or there were too many.</exception>
    public async Task<CaseNotes> AnswerAsync(Incident incident, string answer, string text, Caller by)
    {
        if (answer is not ("agree" or "object")) throw ProblemException.Bad("answer", answer, "agree or object");
        if (answer == "object" && text.Length == 0) throw ProblemException.Bad("comment", "", "why, in a few words");
        if (text.Length > 4000) throw ProblemException.Bad("comment", $"{text.Length} characters", "at most 4000");
        return await RecordAsync(incident.Id, answer, text, by)
            ?? throw new ProblemException(StatusCodes.Status409Conflict, "this incident has been answered often enough", "answer", answer, $"no more than {MostAnswers} answers; write to your contact");
    }

    private Task<CaseNotes?> RecordAsync(string incident, string answer, string text, Caller by) => OneAtATime<CaseNotes?>(async () =>
    {
        var old = Notes(incident);
        var customer = by.Customer ?? "";
        if (old.Answers.Count(a => a.Customer == customer) >= MostAnswers) return null;
        var notes = old with { Version = old.Version + 1, Answers = [.. old.Answers, new CustomerAnswer(time.GetUtcNow(), by.Name, customer, answer, text)] };
        var fact = await Enter(Fact(by, "incident." + answer, incident, text) with
        {
            Before = old.Version == 0 ? null : Book.Write(old),
            After = Book.Write(notes),
            Documents = [new DocumentChange(Book.Case, incident, notes.Version, Book.Write(notes))],
        });
        return Written<CaseNotes>(fact, Book.Case, incident);
    });
}
