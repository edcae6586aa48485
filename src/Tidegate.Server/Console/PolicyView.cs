using Tidegate.Decisions.Wording;
using Tidegate.Server.Backtests;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>A version of the policy on its page.</summary>
/// <param name="Number">Its number; 0 is the default.</param>
/// <param name="At">When it was published; null for the default.</param>
/// <param name="By">By whom.</param>
/// <param name="Comment">Why.</param>
/// <param name="Sentences">What it does, in words.</param>
/// <param name="Text">Its YAML.</param>
public sealed record PolicyEntry(int Number, DateTimeOffset? At, string By, string Comment, IReadOnlyList<string> Sentences, string Text);

/// <summary>The policy: what is in force, what was, and what is being written.</summary>
public sealed record PolicyView
{
    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>The one in force.</summary>
    public required PolicyEntry Current { get; init; }

    /// <summary>Those before it, newest first; the default is the last.</summary>
    public required IReadOnlyList<PolicyEntry> Earlier { get; init; }

    /// <summary>The text that is being edited.</summary>
    public required string Draft { get; init; }

    /// <summary>Why it is to be published, as far as that was typed.</summary>
    public string Why { get; init; } = "";

    /// <summary>What is wrong with the text; null when nothing is known to be.</summary>
    public PolicyFault? Fault { get; init; }

    /// <summary>What the edited text would do, in words; null when it was not checked.</summary>
    public IReadOnlyList<string>? Explained { get; init; }

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }

    /// <summary>How many versions come before the first of <see cref="Earlier"/> that is not the one in force.</summary>
    public int Offset { get; init; }

    /// <summary>How many earlier versions there are, the default included.</summary>
    public int Total { get; init; }

    /// <summary>Backtests since the service started, newest first.</summary>
    internal IReadOnlyList<BacktestView> Backtests { get; init; } = [];
}

/// <summary>Reads the policy for the console.</summary>
internal sealed class PolicyReader(Operators operators, BacktestJobs jobs)
{
    /// <summary>Earlier versions on a page, each of which is explained.</summary>
    public const int PageSize = 20;

    /// <summary>The policy in force, and a page of those before it.</summary>
    /// <param name="frame">What is around it.</param>
    /// <param name="offset">How many earlier versions come before the page.</param>
    public PolicyView Read(Frame frame, int offset = 0)
    {
        var all = operators.Policies();
        var first = all.Count > 0 ? Entry(all[0]) : Default();
        var earlier = all.Count == 0 ? 0 : all.Count;
        return new PolicyView
        {
            Frame = frame,
            Current = first,
            Earlier = [.. all.Skip(1 + offset).Take(PageSize).Select(Entry), .. all.Count > 0 && offset + PageSize >= earlier ? [Default()] : Array.Empty<PolicyEntry>()],
            Offset = offset,
            Total = earlier,
            Draft = first.Text,
            Backtests = jobs.All,
        };
    }

    /// <summary>A version's policy; null when there is none. 0 is the default.</summary>
    public PolicyForm? Version(int number) => number == 0 ? new PolicyForm() : operators.Policies().FirstOrDefault(p => p.Version == number)?.Policy;

    /// <summary>What a policy does, in words.</summary>
    public static IReadOnlyList<string> Explain(PolicyForm policy) => PolicySentences.Of(policy.Check());

    /// <summary>The text of a policy.</summary>
    public static string TextOf(PolicyForm policy) => PolicyYaml.Write(PolicyForm.Of(policy.Check()));

    private static PolicyEntry Default() => Entry(0, null, "", "what is in force where none was published", new PolicyForm());

    private static PolicyEntry Entry(PolicyVersion v) => Entry(v.Version, v.PublishedAt, v.PublishedBy, v.Comment, v.Policy);

    private static PolicyEntry Entry(int version, DateTimeOffset? at, string by, string comment, PolicyForm form) => new(version, at, by, comment, Explain(form), TextOf(form));
}
