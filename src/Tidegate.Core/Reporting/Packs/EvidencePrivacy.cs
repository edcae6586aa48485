using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tidegate.Decisions;
using Tidegate.Incidents;

namespace Tidegate.Reporting.Packs;

/// <summary>
/// Takes whole phone numbers out of what a pack says: ranges are widened to blocks of 10,000, numbers in sentences lose their last
/// four digits, and the list of messages has pseudonyms (HMAC-SHA-256) by which the same number is seen to be the same.
/// </summary>
public sealed partial class EvidencePrivacy
{
    private readonly byte[]? _key;

    private EvidencePrivacy(byte[]? key) => _key = key;

    /// <summary>Leaves numbers whole.</summary>
    public static EvidencePrivacy FullNumbers { get; } = new((byte[]?)null);

    /// <summary>Hides them.</summary>
    /// <param name="secret">The installation's secret, 32 bytes; each incident gets a key of its own, so that two packs cannot be joined.</param>
    /// <param name="incident">Id of the incident.</param>
    public static EvidencePrivacy Hiding(byte[] secret, string incident) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes("tidegate evidence 1 " + incident)));

    /// <summary>Whether numbers are left whole.</summary>
    public bool IsFull => _key is null;

    /// <summary>A destination as it is listed: whole, or with its last four digits as x.</summary>
    public string Shown(ulong destination)
    {
        var digits = destination.ToString(CultureInfo.InvariantCulture);
        return _key is null ? "+" + digits : "+" + Cut(digits);
    }

    /// <summary>Its pseudonym, 128 bits in hexadecimal; empty where numbers are whole.</summary>
    public string Pseudonym(ulong destination) => _key is null
        ? ""
        : Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes(destination.ToString(CultureInfo.InvariantCulture))).AsSpan(0, 16));

    /// <summary>The incident as it may be shown.</summary>
    public Incident Of(Incident incident) => _key is null ? incident : incident with
    {
        Scope = Of(incident.Scope),
        RangeHits = [],
        Summary = Of(incident.Summary),
        Evidence = [.. incident.Evidence.Select(e => e with { Text = Of(e.Text) })],
        Picture = incident.Picture is { } picture ? picture with
        {
            Strips = [.. picture.Strips.Where(s => s.Range.To - s.Range.From >= 999)],
            Heat = [.. picture.Heat.Select(h => h with { Range = Of(h.Range) })],
        } : null,
    };

    /// <summary>The decision as it may be shown.</summary>
    public Decision Of(Decision decision) => _key is null ? decision : decision with { Scope = Of(decision.Scope), Reason = Of(decision.Reason) };

    private static Scope Of(Scope scope) => scope with { Ranges = [.. scope.Ranges.Select(Of).Distinct()] };

    private static NumberRange Of(NumberRange range) => new(range.From / 10_000 * 10_000, range.To / 10_000 * 10_000 + 9_999);

    private static string Of(string text) => Number().Replace(text, match => Cut(match.Value));

    private static string Cut(string digits) => digits.Length > 4 ? digits[..^4] + "xxxx" : "xxxx";

    [GeneratedRegex(@"(?<=\+)\d{7,15}(?![\dx])")]
    private static partial Regex Number();
}
