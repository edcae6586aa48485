using System.Globalization;
using Tidegate.Decisions;
using Tidegate.Live;
using Tidegate.Reporting.Sharing;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Casework;

/// <summary>What others say of number ranges.</summary>
internal sealed partial class Operators
{
    /// <summary>Takes priors over: of the same range and source the newer statement counts; those that have expired are left out, and dropped.</summary>
    /// <exception cref="ProblemException">There would be too many.</exception>
    public Task<(int Taken, int Expired, IReadOnlyList<string> Sources)> TakeRangesAsync(IReadOnlyList<RangePrior> priors, Caller by) => OneAtATime(async () =>
    {
        // By the clock of the traffic, which is what they are held against.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(engine.Clock.Now);
        var current = await engine.ReadAsync(p => p.Desk.Priors.All);
        var taken = priors.Where(p => p.ExpiresAt > now).ToList();
        var sources = taken.Select(p => p.Source).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var others = current.Count(p => !sources.Contains(p.Source, StringComparer.Ordinal));
        var effects = new List<Effect>();
        var total = others;
        foreach (var source in sources)
        {
            var merged = new Dictionary<Incidents.NumberRange, RangePrior>();
            foreach (var prior in current.Where(p => p.Source == source && p.ExpiresAt > now).Concat(taken.Where(p => p.Source == source)))
                merged[prior.Range] = merged.TryGetValue(prior.Range, out var known) ? RangeImport.Joined(known, prior) : prior;
            total += merged.Count;
            effects.Add(new SetPriors(source, [.. merged.Values.OrderBy(p => p.Range.From).ThenBy(p => p.Range.To)]));
        }

        if (total > RangePriors.Most) throw ProblemException.Bad("body", total.ToString(CultureInfo.InvariantCulture) + " ranges in all", $"at most {RangePriors.Most} of all sources together");
        if (effects.Count > 0)
        {
            await Enter(Fact(by, "ranges.import", string.Join(", ", sources.Take(3)), "") with
            {
                After = Book.Write(new { sources, ranges = taken.Count }),
                Effects = effects,
            });
        }

        return (taken.Count, priors.Count - taken.Count, (IReadOnlyList<string>)sources);
    });

    /// <summary>Forgets all that a source said.</summary>
    /// <exception cref="ProblemException">There is no such source.</exception>
    public Task<int> ForgetRangesAsync(string source, string why, Caller by) => OneAtATime(async () =>
    {
        var had = await engine.ReadAsync(p => p.Desk.Priors.All.Count(r => r.Source == source));
        if (had == 0) throw ProblemException.NotFound("source of ranges", source);
        await Enter(Fact(by, "ranges.forget", source, why) with { Before = Book.Write(new { source, ranges = had }), Effects = [new SetPriors(source, [])] });
        return had;
    });
}
