using System.Text.Json;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>
/// What people change, one change at a time: it is checked against what is, becomes a fact in the journal, and is answered when it
/// is durable, in force and written down. Parts: orders, incidents, policies and parties.
/// </summary>
internal sealed partial class Operators(LiveEngine engine, Privacy.FactPrivacy privacy, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public void Dispose() => _one.Dispose();

    private async Task<T> OneAtATime<T>(Func<Task<T>> change)
    {
        await _one.WaitAsync();
        try
        {
            return await change();
        }
        finally
        {
            _one.Release();
        }
    }

    private Fact Fact(Caller by, string action, string subject, string why) =>
        new() { Actor = by.Name, Action = action, Subject = subject, Why = why, At = time.GetUtcNow() };

    // As it was written down: without whole phone numbers in what people wrote.
    private async Task<Fact> Enter(Fact fact)
    {
        var clean = privacy.Clean(fact);
        await engine.AppendAsync(clean);
        return clean;
    }

    private static T Written<T>(Fact fact, string kind, string id) => JsonSerializer.Deserialize<T>(fact.Documents.Last(d => d.Kind == kind && d.Id == id).Json!, Book.Json)!;

    private static string NewId(string prefix) => prefix + Guid.CreateVersion7().ToString("N");

    // On the traffic's clock, as decisions are.
    private long Until(DateTimeOffset? until, double? minutes, bool needed, string where)
    {
        if (minutes is { } span)
        {
            if (span is not (> 0 and <= 366 * 24 * 60)) throw ProblemException.Bad(where + "minutes", $"{span}", "more than 0 and at most a year of minutes");
            return engine.Clock.Now + (long)(span * 60_000);
        }

        if (until is not { } end) return needed ? throw ProblemException.Bad(where + "until", "", "a time, or minutes") : long.MaxValue;
        return end.ToUnixTimeMilliseconds() > engine.Clock.Now
            ? end.ToUnixTimeMilliseconds()
            : throw ProblemException.Bad(where + "until", Reporting.Phrases.Rfc3339(end), $"a time after {Reporting.Phrases.Rfc3339(DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now))}, the traffic's clock");
    }

    private static Scope Checked(Scope? scope, string where)
    {
        if (scope is null || (scope.Customers.Count | scope.Senders.Count | scope.Suppliers.Count | scope.Networks.Count | scope.Ranges.Count) == 0)
            throw ProblemException.Bad(where, "", "a scope with at least one of customers, senders, suppliers, networks, ranges");
        if (scope.Ranges.Count > 1000) throw ProblemException.Bad(where + ".ranges", $"{scope.Ranges.Count} ranges", "at most 1000");
        foreach (var (list, name) in new[] { (scope.Customers, "customers"), (scope.Senders, "senders"), (scope.Suppliers, "suppliers"), (scope.Networks, "networks") })
        {
            if (list.Count > 10_000) throw ProblemException.Bad($"{where}.{name}", $"{list.Count} names", "at most 10000");
            if (list.FirstOrDefault(n => n is null or { Length: 0 or > 256 }) is { } bad) throw ProblemException.Bad($"{where}.{name}", bad, "names of 1 to 256 characters");
        }

        return scope;
    }
}
