namespace Tidegate.Server.Access;

/// <summary>What a password must be: long, and none of the first guesses. No rules on kinds of characters (NIST SP 800-63B).</summary>
internal static class PasswordRules
{
    /// <summary>Longest password, so that hashing is bounded.</summary>
    public const int Longest = 256;

    private const int LeastDifferent = 5;
    private const int ShortestGuess = 6;

    private static readonly string[] Guesses =
    [
        "password", "passwort", "passphrase", "qwerty", "qwertz", "azerty", "asdfgh", "zxcvbn", "letmein", "welcome", "iloveyou", "administrator",
        "changeme", "default", "secret", "dragon", "monkey", "football", "baseball", "superman", "sunshine", "princess", "trustno", "tidegate", "customer",
        "analyst", "mobile", "telecom", "company", "summer", "winter", "spring", "autumn", "january", "february", "october", "november", "december",
    ];

    /// <summary>What is wrong with a password for an account of this name; empty when nothing is.</summary>
    public static IReadOnlyList<string> Wrong(string password, string name, int shortest)
    {
        var wrong = new List<string>();
        if (password.Length < shortest) wrong.Add($"it has {password.Length} characters, expected at least {shortest}");
        if (password.Length > Longest) wrong.Add($"it has {password.Length} characters, expected at most {Longest}");
        if (password.Any(char.IsControl)) wrong.Add("it has control characters, such as tabs or line ends");
        if (password.Length > 0 && password.Distinct().Count() < LeastDifferent) wrong.Add($"it has {password.Distinct().Count()} different characters, expected at least {LeastDifferent}");
        if (IsRow(password)) wrong.Add("it is a row such as 1234567890 or abcdefgh");
        var plain = Plain(password);
        foreach (var part in name.Split('.', '_', '-', '@').Append(name).Where(p => p.Length >= 4).Distinct())
        {
            if (!plain.Contains(Plain(part), StringComparison.Ordinal)) continue;
            wrong.Add("it has the account's name in it");
            break;
        }

        // A guess with digits and marks around it is still that guess; as one word among several it is none.
        if (Guesses.FirstOrDefault(g => plain.Contains(g, StringComparison.Ordinal) && plain.Length - g.Length < ShortestGuess) is { } guess) wrong.Add($"it is little more than '{guess}', which is guessed first");
        return wrong;
    }

    private static bool IsRow(string password)
    {
        if (password.Length < 2) return false;
        var steps = password.Zip(password.Skip(1), (a, b) => b - a).ToList();
        return steps.Count(s => s is 1 or -1 or 0 or -9 or 9) >= steps.Count - 1;
    }

    // Letters alone, with what is written in their place turned back.
    private static string Plain(string text) => string.Concat(text.ToLowerInvariant().Select(c => c switch
    {
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    }).Where(char.IsLetter));
}
