namespace Tidegate.Reporting;

/// <summary>How much of the submissions a scan could use.</summary>
internal enum InputUseKind
{
    /// <summary>All, or nearly all.</summary>
    Whole,

    /// <summary>A tenth or more could not be used.</summary>
    Lossy,

    /// <summary>Half or more could not be used, or none was left: that nothing was found says nothing.</summary>
    TooLittle,
}

/// <summary>How much of the submissions a scan could use, so that a report on little is not taken for an all-clear.</summary>
/// <param name="Kind">How much.</param>
/// <param name="Text">What could not be used, of how many, and why; to be put into a sentence. Empty when all could.</param>
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
        if (used > FewLost) return new InputUse(InputUseKind.Whole, "");
        List<string> parts = [];
        if (counts.LateSubmissions > 0) parts.Add($"{Phrases.Count(counts.LateSubmissions)} of {Phrases.Count(wanted, "submission", "submissions")} came too late");
        if (bad > 0) parts.Add($"{Phrases.Count(bad)} of {Phrases.Count(read, "submission", "submissions")} could not be read");
        return new InputUse(used <= HalfLost ? InputUseKind.TooLittle : InputUseKind.Lossy, string.Join(" and ", parts));
    }

    private static double Part(long some, long all) => all > 0 ? (double)some / all : 1;
}
