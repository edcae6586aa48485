using System.Globalization;
using Tidegate.Server.Http;

namespace Tidegate.Server.Claims;

/// <summary>
/// What may follow on what: asked → agreed → credited, in parts until all that was agreed has come; asked → refused or withdrawn, agreed →
/// withdrawn while nothing was credited; refused and withdrawn ones can be asked again.
/// </summary>
internal static class ClaimSteps
{
    private const int LongestComment = 4000;
    private const int MostSteps = 500;
    private const int MostDecimals = 6;
    private const decimal MostMoney = 1_000_000_000_000m;

    /// <summary>A new claim.</summary>
    /// <exception cref="ProblemException">A value will not do.</exception>
    public static Claim Ask(NewClaimForm form, string id, string by, DateTimeOffset now)
    {
        if (form.Supplier.Trim() is not { Length: > 0 and <= 256 } supplier) throw ProblemException.Bad("supplier", form.Supplier, "a supplier's name");
        if (form.Currency is not { Length: 3 } || !form.Currency.All(char.IsAsciiLetterUpper)) throw ProblemException.Bad("currency", form.Currency ?? "", "an ISO 4217 code such as EUR");
        var incidents = form.Incidents ?? [];
        if (incidents.Count > 1000) throw ProblemException.Bad("incidents", $"{incidents.Count} ids", "at most 1000");
        var at = When(form.At, now, DateTimeOffset.MinValue);
        return new Claim
        {
            Id = id,
            Supplier = supplier,
            State = ClaimState.Asked,
            Currency = form.Currency,
            Asked = Amount("amount", form.Amount, MostMoney),
            AskedAt = at,
            Incidents = [.. incidents.Distinct(StringComparer.Ordinal)],
            EvidenceSha256 = Hash(form.EvidenceSha256),
            Steps = [new ClaimStep(at, by, "ask", form.Amount, Comment(form.Comment))],
            ChangedAt = now,
            Version = 1,
        };
    }

    /// <summary>A claim after a step.</summary>
    /// <exception cref="ProblemException">It cannot follow, or a value will not do.</exception>
    public static Claim Next(Claim claim, ClaimActionForm form, string by, DateTimeOffset now)
    {
        if (claim.Steps.Count >= MostSteps) throw ProblemException.Bad("action", form.Action, $"no further step; a claim has at most {MostSteps}");
        var at = When(form.At, now, claim.AskedAt);
        var (next, amount) = Moved(claim, form, at);
        if (form.Action == "comment" && form.Comment.Trim().Length == 0 && form.EvidenceSha256 is null) throw ProblemException.Bad("comment", "", "a text");
        return next with
        {
            EvidenceSha256 = Hash(form.EvidenceSha256) ?? claim.EvidenceSha256,
            Steps = [.. claim.Steps, new ClaimStep(at, by, form.Action, amount, Comment(form.Comment))],
            ChangedAt = now,
            Version = claim.Version + 1,
        };
    }

    private static (Claim Next, decimal? Amount) Moved(Claim claim, ClaimActionForm form, DateTimeOffset at)
    {
        switch (form.Action, claim.State)
        {
            case ("agree", ClaimState.Asked):
                var agreed = Amount("amount", form.Amount ?? claim.Asked, claim.Asked);
                return (claim with { State = ClaimState.Agreed, Agreed = agreed, AgreedAt = at }, agreed);
            case ("credit", ClaimState.Agreed):
                var left = claim.Agreed!.Value - claim.Credited;
                var credited = Amount("amount", form.Amount ?? left, left);
                return (claim with { State = credited == left ? ClaimState.Credited : ClaimState.Agreed, Credited = claim.Credited + credited, CreditedAt = at }, credited);
            case ("refuse", ClaimState.Asked):
                return (claim with { State = ClaimState.Refused }, null);
            case ("withdraw", ClaimState.Asked or ClaimState.Agreed) when claim.Credited == 0:
                return (claim with { State = ClaimState.Withdrawn }, null);
            case ("reopen", ClaimState.Refused or ClaimState.Withdrawn):
                return (claim with { State = ClaimState.Asked, Agreed = null, AgreedAt = null }, null);
            case ("comment", _):
                return (claim, null);
            default:
                throw ProblemException.Bad("action", form.Action, $"{string.Join(", ", Allowed(claim))}: the claim is {claim.State.ToString().ToLowerInvariant()}");
        }
    }

    /// <summary>What may be done with a claim as it is.</summary>
    public static IReadOnlyList<string> Allowed(Claim claim) => claim.State switch
    {
        ClaimState.Asked => ["agree", "refuse", "withdraw", "comment"],
        ClaimState.Agreed when claim.Credited == 0 => ["credit", "withdraw", "comment"],
        ClaimState.Agreed => ["credit", "comment"],
        ClaimState.Credited => ["comment"],
        _ => ["reopen", "comment"],
    };

    private static decimal Amount(string where, decimal amount, decimal most)
    {
        if (amount > 0 && amount <= most && decimal.Round(amount, MostDecimals) == amount) return amount;
        throw ProblemException.Bad(where, amount.ToString(CultureInfo.InvariantCulture), $"more than 0 and at most {most.ToString(CultureInfo.InvariantCulture)}, with at most {MostDecimals} decimals");
    }

    private static DateTimeOffset When(DateTimeOffset? stated, DateTimeOffset now, DateTimeOffset least)
    {
        var at = stated ?? now;
        if (at >= least && at <= now.AddDays(1)) return at.ToUniversalTime();
        throw ProblemException.Bad("at", Reporting.Phrases.Rfc3339(at), "a time that is past" + (least > DateTimeOffset.MinValue ? $", and not before the claim was asked ({Reporting.Phrases.Rfc3339(least)})" : ""));
    }

    private static string? Hash(string? hash)
    {
        if (string.IsNullOrWhiteSpace(hash)) return null;
        var text = hash.Trim().ToLowerInvariant();
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : throw ProblemException.Bad("evidence_sha256", hash, "64 hexadecimal digits, as Tidegate-Evidence-Sha256 has them");
    }

    private static string Comment(string text) => text.Trim() is { Length: <= LongestComment } comment ? comment : throw ProblemException.Bad("comment", $"{text.Length} characters", $"at most {LongestComment}");
}
