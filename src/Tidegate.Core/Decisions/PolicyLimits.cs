using System.Globalization;
using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>What values a rule of the policy may take, for all that read one: files, requests.</summary>
internal static class PolicyLimits
{
    /// <summary>Most rules of a policy.</summary>
    public const int MostRules = 1000;

    /// <summary>Most that odds may be asked for.</summary>
    public const double MostOdds = 1000;

    /// <summary>Most money that may be asked for.</summary>
    public const double MostMoney = 1e12;

    /// <summary>Fewest messages of a probe: with fewer, chance would decide.</summary>
    public const int FewestProbed = 3;

    /// <summary>Most messages of a probe.</summary>
    public const int MostProbed = 100;

    /// <summary>What `probe` takes.</summary>
    public const string Probe = "0 for no probing, or a whole number from 3 to 100";

    /// <summary>What `approve` takes.</summary>
    public const string Approve = "true only beside then: throttle or block";

    /// <summary>What `then` takes.</summary>
    public const string Reactions = "monitor, notify, throttle or block";

    /// <summary>What `at_most` takes.</summary>
    public const string QuietReactions = "notify or throttle";

    /// <summary>What `severity` takes.</summary>
    public const string Severities = "low, medium, high or critical";

    /// <summary>What `networks` takes.</summary>
    public const string Network = "networks of 5 or 6 digits (MCC-MNC) or 3 digits (MCC, a whole country)";

    /// <summary>What `from` and `to` take.</summary>
    public const string Hour = "a time of day such as \"22:00\"";

    /// <summary>Shortest time that a decision may stand.</summary>
    public static readonly TimeSpan ShortestFor = TimeSpan.FromMinutes(1);

    /// <summary>Longest time that a decision may stand at first.</summary>
    public static readonly TimeSpan LongestFor = TimeSpan.FromDays(7);

    /// <summary>Longest time that a repeated decision may stand.</summary>
    public static readonly TimeSpan LongestRepeat = TimeSpan.FromDays(30);

    /// <summary>Name of a rule that states none.</summary>
    public static string NameOf(int index) => "rule " + (index + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a text is a network, or a country's code of networks.</summary>
    public static bool IsNetwork(string text) => text.Length is 3 or 5 or 6 && text.All(char.IsAsciiDigit);

    /// <summary>Whether a number of messages to be probed will do.</summary>
    public static bool IsProbe(double count) => count == 0 || (count is >= FewestProbed and <= MostProbed && count == Math.Floor(count));

    /// <summary>A reaction by its word; null when it is none.</summary>
    public static Reaction? ReactionOf(string text) => Word<Reaction>(text);

    /// <summary>A reaction that quiet hours may leave, by its word; null when it is none.</summary>
    public static Reaction? QuietReactionOf(string text) => ReactionOf(text) is { } most and (Reaction.Notify or Reaction.Throttle) ? most : null;

    /// <summary>A severity by its word; null when it is none.</summary>
    public static Severity? SeverityOf(string text) => Word<Severity>(text);

    /// <summary>A time of day, HH:mm; null when it is none.</summary>
    public static TimeOnly? HourOf(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static T? Word<T>(string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }
}
