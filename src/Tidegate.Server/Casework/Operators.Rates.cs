using System.Globalization;
using Tidegate.Live;
using Tidegate.Pricing;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Server.Rates;

namespace Tidegate.Server.Casework;

/// <summary>Price lists.</summary>
internal sealed partial class Operators
{
    /// <summary>The price lists of a version, those in force by default; null when there is no such version.</summary>
    public RateVersion? Rates(int? version = null)
    {
        var newest = NewestRates();
        var asked = version ?? newest;
        return asked == 0 ? new RateVersion(0, [], null, "", "") : engine.Book.Read<RateVersion>(Book.Rates, RatesId(asked));
    }

    /// <summary>Sets the price lists for messages from now on.</summary>
    public Task<RateVersion> SetRatesAsync(IReadOnlyList<Rate> rates, string comment, Func<long, bool> mayChange, Caller by) => OneAtATime(async () =>
    {
        var old = NewestRates();
        mayChange(old);
        var version = new RateVersion(old + 1, [.. rates.Select(RateForm.Of)], time.GetUtcNow(), by.Name, comment);
        var id = RatesId(version.Version);
        // The audit log says which version took the place of which; the rows are in the versions.
        var fact = await Enter(Fact(by, "rates.set", "rates", comment) with
        {
            Before = old == 0 ? null : Book.Write(new { version = old, rows = Rates(old)?.Rates.Count }),
            After = Book.Write(new { version = version.Version, rows = rates.Count }),
            Documents = [new DocumentChange(Book.Rates, id, 1, Book.Write(version))],
            Effects = [new SetRates(version.Version, rates)],
        });
        return Written<RateVersion>(fact, Book.Rates, id);
    });

    private int NewestRates() => engine.Book.All(Book.Rates) is [.., var last] ? int.Parse(last.Id, CultureInfo.InvariantCulture) : 0;

    private static string RatesId(int version) => version.ToString("D8", CultureInfo.InvariantCulture);
}
