namespace Tidegate.Reporting;

/// <summary>How much of the submissions a scan could use.</summary>
internal enum InputUseKind
{
    /// <summary>All, or nearly all.</summary>
    Whole,

    /// <summary>A tenth or more could not be used.</summary>
    Lossy,

    /// <summary>Half or more could not be used, none was left, or their times went back: that nothing was found says nothing.</summary>
    TooLittle,
}

/// <summary>How much of the submissions a scan could use, so that a report on little is not taken for an all-clear.</summary>
/// <param name="Kind">How much.</param>
/// <param name="Text">What could not be used, of how many, and why, and whether times went back; to be put into a sentence. Empty when all could.</param>
internal sealed record InputUse(InputUseKind Kind, string Text)
{
    private const double FewLost = 0.9;
    private const double HalfLost = 0.5;

    /// <summary>Of a scan's counts.</summary>
    public static InputUse Of(ScanCounts counts)
    {
        var wanted = counts.Submissions + counts.LateSubmissions;
        var bad = counts.Bad - counts.BadOther;
        var read = wanted + counts.Filtered + bad;
        if (wanted == 0 && counts.Filtered > 0)
            return new InputUse(InputUseKind.TooLittle, $"--customer, --since or --until left none of {Phrases.Count(counts.Filtered, "submission", "submissions")} to scan");

        // A bad record may be of any customer and time: of what was asked for, as large a part is bad as of all.
        var used = Part(counts.Submissions, wanted) * Part(read - bad, read);
        if (used > FewLost) return counts.LeapsBack > 0 ? new InputUse(InputUseKind.TooLittle, LeapsBack(counts)) : new InputUse(InputUseKind.Whole, "");
        List<string> parts = [];
        var late = counts.LateSubmissions - counts.AheadSubmissions;
        if (late > 0) parts.Add($"{Phrases.Count(late)} of {Phrases.Count(wanted, "submission", "submissions")} came too late");
        if (TellsAhead(counts)) parts.Add($"{Phrases.Count(counts.AheadSubmissions)} of {Phrases.Count(wanted, "submission", "submissions")} came too far ahead of the rest, and too few, to be believed");
        if (bad > 0) parts.Add($"{Phrases.Count(bad)} of {Phrases.Count(read, "submission", "submissions")} could not be read");
        var text = string.Join(" and ", parts);
        if (used <= HalfLost) return new InputUse(InputUseKind.TooLittle, text);
        return counts.LeapsBack > 0 ? new InputUse(InputUseKind.TooLittle, $"{text}, and {LeapsBack(counts)}") : new InputUse(InputUseKind.Lossy, text);
    }

    /// <summary>Whether those too far ahead are told beside the late ones: not a stray one beside very many.</summary>
    public static bool TellsAhead(ScanCounts counts) => counts.AheadSubmissions > 0 && counts.AheadSubmissions * 10 >= counts.LateSubmissions;

    /// <summary>
    /// That times went back; empty where they did not. However little came after: detection knew of what is newer only, and
    /// what it did not find there says nothing.
    /// </summary>
    public static string LeapsBack(ScanCounts counts)
    {
        if (counts.LeapsBack == 0) return "";
        var often = counts.LeapsBack == 1 ? "" : $" {Phrases.Count(counts.LeapsBack)} times";
        var far = counts is { LeapFrom: { } from, LeapTo: { } to } ? $"{(often.Length > 0 ? ", first" : "")} by {Phrases.Span(from - to)}, from {Phrases.Time(from)} to {Phrases.Time(to)} UTC" : "";
        return $"the records' times go back{often}{far}: what came after was weighed against what is newer, and records given twice may be counted twice";
    }

    private static double Part(long some, long all) => all > 0 ? (double)some / all : 1;
}
