using System.Globalization;
using System.Text.Json.Nodes;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Server.Engine;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Privacy;

/// <summary>
/// Takes whole phone numbers out of what people write and order, where it is kept for long: the audit log, comments, reasons, and
/// decisions once they have ended. What enforces keeps its ranges as they are.
/// </summary>
internal sealed class FactPrivacy(Pseudonyms pseudonyms)
{
    private const ulong FewNumbers = 100;

    private static readonly string[] Texts = ["comment", "text", "reason", "summary", "why"];

    /// <summary>The fact without whole numbers, but for the ranges of what it puts in force.</summary>
    public Fact Clean(Fact fact)
    {
        var tenant = TenantOf(fact.After) ?? TenantOf(fact.Before) ?? fact.Effects.OfType<SetOrder>().Select(o => Tenant(o.Order.Scope)).FirstOrDefault() ?? "";
        return fact with
        {
            Why = pseudonyms.InText(tenant, fact.Why),
            Before = Clean(fact.Before, tenant, ranges: true),
            After = Clean(fact.After, tenant, ranges: true),
            Documents = [.. fact.Documents.Select(d => d with { Json = Clean(d.Json, tenant, ranges: false) })],
            Effects = [.. fact.Effects.Select(e => e is SetOrder { Order: var order } ? new SetOrder(order with { Reason = pseudonyms.InText(tenant, order.Reason) }) : e)],
        };
    }

    /// <summary>Has decisions cleaned when they end.</summary>
    public void Attach(LiveEngine engine) => engine.KeepEnded = record => CleanEnded(record) ?? record;

    /// <summary>An ended decision without whole numbers: its small ranges widened to the clear prefix, the pseudonyms of single numbers in the reason.</summary>
    public DecisionRecord? CleanEnded(DecisionRecord record)
    {
        if (!record.Ended || record.Order.Scope.Ranges.All(r => r.To - r.From >= FewNumbers)) return null;
        var tenant = Tenant(record.Order.Scope) ?? "";
        var numbers = record.Order.Scope.Ranges.Where(r => r.From == r.To).Select(r => pseudonyms.Show(tenant, Digits(r.From))).ToList();
        var ranges = record.Order.Scope.Ranges.Select(r => r.To - r.From >= FewNumbers ? r : new NumberRange(Pseudonyms.Block(r.From).From, Pseudonyms.Block(r.To).To)).Distinct().ToList();
        var reason = numbers.Count == 0 ? record.Order.Reason : $"{record.Order.Reason} ({string.Join(", ", numbers)})";
        return record with { Order = record.Order with { Scope = record.Order.Scope with { Ranges = ranges }, Reason = reason } };
    }

    private string? Clean(string? json, string tenant, bool ranges)
    {
        if (json is null) return null;
        var node = JsonNode.Parse(json);
        return node is not null && Clean(node, tenant, ranges) ? node.ToJsonString(Book.Json) : json;
    }

    private bool Clean(JsonNode node, string tenant, bool ranges)
    {
        var changed = false;
        if (node is JsonArray array)
        {
            foreach (var item in array.Where(i => i is not null)) changed |= Clean(item!, tenant, ranges);
            return changed;
        }

        if (node is not JsonObject item2) return false;
        if (ranges && IsFew(item2, out var from, out var to))
        {
            (item2["from"], item2["to"]) = (Pseudonyms.Mask(Digits(from)), Pseudonyms.Mask(Digits(to)));
            if (from == to) item2["pseudonym"] = pseudonyms.Of(tenant, Digits(from));
            return true;
        }

        foreach (var (name, value) in item2.ToList())
        {
            if (value is JsonValue text && Texts.Contains(name, StringComparer.Ordinal) && text.TryGetValue<string>(out var was))
            {
                var now = pseudonyms.InText(tenant, was);
                if (now == was) continue;
                item2[name] = now;
                changed = true;
            }
            else if (value is not null)
            {
                changed |= Clean(value, tenant, ranges);
            }
        }

        return changed;
    }

    private static bool IsFew(JsonObject item, out ulong from, out ulong to)
    {
        (from, to) = (0, 0);
        return item.Count == 2 && item["from"] is JsonValue low && item["to"] is JsonValue high
            && low.TryGetValue<string>(out var first) && high.TryGetValue<string>(out var last)
            && ulong.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out from) && ulong.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out to)
            && to >= from && to - from < FewNumbers;
    }

    private static string? TenantOf(string? json) =>
        json is not null && JsonNode.Parse(json) is JsonObject item && item["scope"] is JsonObject scope && scope["customers"] is JsonArray { Count: 1 } customers ? customers[0]?.GetValue<string>() : null;

    private static string? Tenant(Scope scope) => scope.Customers is [var one] ? one : null;

    private static string Digits(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Numbers of decisions that ended while the service came back, or before it knew of pseudonyms; others lose theirs as they end.</summary>
internal sealed class RetainedNumbers(LiveEngine engine, FactPrivacy privacy) : IRetained
{
    /// <inheritdoc/>
    public string Kind => "numbers of ended decisions";

    /// <inheritdoc/>
    public TimeSpan Keep => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<int> DeleteAsync(DateTimeOffset before)
    {
        var live = await Live.AskAsync(engine);
        var cleaned = 0;
        foreach (var document in engine.Book.All(Book.Decision))
        {
            if (live.Orders.Contains(document.Id) || engine.Book.Read<DecisionRecord>(Book.Decision, document.Id) is not { Ended: true } record || privacy.CleanEnded(record) is not { } clean) continue;
            var write = new DocumentWrite(document.Kind, document.Id, document.Version, Book.Write(clean));
            engine.Store.Write(0, [write], null);
            engine.Book.Apply([write]);
            cleaned++;
        }

        return cleaned;
    }

    /// <inheritdoc/>
    public DateTimeOffset? OldestLeft() => null;
}
