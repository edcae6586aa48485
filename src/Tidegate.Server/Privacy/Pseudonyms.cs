using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tidegate.Server.Access;
using Tidegate.Server.Engine;
using Tidegate.Storage.Live;

namespace Tidegate.Server.Privacy;

/// <summary>
/// Destinations as they are kept for long: the prefix in clear, the last four digits masked, and a keyed pseudonym by which the same
/// number can be told to be the same, and found again by who has the number and the key.
/// </summary>
internal sealed partial class Pseudonyms(PseudonymKeys keys, LiveEngine engine)
{
    private const int MaskedDigits = 4;
    private const int Bytes = 16;
    private const int ShortestNumber = 7;
    private const int LongestNumber = 15;

    /// <summary>The pseudonym that a number has now: "num_", the key's id, "_", 128 bits of HMAC-SHA-256.</summary>
    public string Of(string tenant, string digits) => Of(keys.Current, tenant, digits);

    /// <summary>The pseudonyms that a number has or had under all keys that are left.</summary>
    public IReadOnlyList<string> AllOf(string tenant, string digits) => [.. keys.All.Select(k => Of(k, tenant, digits))];

    /// <summary>A number as it is shown: "+39339123****#num_...".</summary>
    public string Show(string tenant, string digits) => $"+{Mask(digits)}#{Of(tenant, digits)}";

    /// <summary>The digits with the last four masked.</summary>
    public static string Mask(string digits) => string.Concat(digits.AsSpan(0, Math.Max(0, digits.Length - MaskedDigits)), new string('*', Math.Min(MaskedDigits, digits.Length)));

    /// <summary>The range of numbers that have the same clear prefix.</summary>
    public static (ulong From, ulong To) Block(ulong number) => (number / 10_000 * 10_000, (number / 10_000 * 10_000) + 9999);

    /// <summary>A text in which every phone number is as it is shown; dates stay.</summary>
    public string InText(string tenant, string text) => NumberOrNot().Replace(text, match =>
    {
        var digits = string.Concat(match.Value.Where(char.IsAsciiDigit));
        if (match.Value.StartsWith("00", StringComparison.Ordinal)) digits = digits[2..];
        return digits.Length is < ShortestNumber or > LongestNumber || Date().IsMatch(match.Value) ? match.Value : Show(tenant, digits);
    });

    /// <summary>In how many lines of the audit log and documents a text stands.</summary>
    public int Places(string text)
    {
        using var connection = SqliteFile.OpenToRead(engine.Store.File);
        return Convert.ToInt32(
            Sql.Value(
                connection,
                null,
                """
                SELECT (SELECT COUNT(*) FROM audit WHERE instr(why, $text) OR instr(COALESCE(before, ''), $text) OR instr(COALESCE(after, ''), $text))
                     + (SELECT COUNT(*) FROM documents WHERE instr(json, $text))
                """,
                ("$text", text)),
            CultureInfo.InvariantCulture);
    }

    /// <summary>Destroys the older keys that nothing refers to any more; returns how many.</summary>
    public int Forget()
    {
        var unused = keys.All.Skip(1).Where(k => Places($"num_{k.Id}_") == 0).ToList();
        foreach (var key in unused) keys.Forget(key.Id);
        return unused.Count;
    }

    private static string Of(PseudonymKey key, string tenant, string digits) =>
        $"num_{key.Id}_{Convert.ToHexStringLower(HMACSHA256.HashData(PseudonymKeys.OfTenant(key, tenant), Encoding.ASCII.GetBytes(digits)).AsSpan(0, Bytes))}";

    // Digits in groups, not within a word or an id.
    [GeneratedRegex(@"(?<![\w#*])\+?\d(?:[ \u00A0./()-]{0,2}\d){6,}(?![\w*])")]
    private static partial Regex NumberOrNot();

    [GeneratedRegex(@"^\d{4}[-/.]\d{2}[-/.]\d{2}|^\d{2}[-/.]\d{2}[-/.]\d{4}")]
    private static partial Regex Date();
}
