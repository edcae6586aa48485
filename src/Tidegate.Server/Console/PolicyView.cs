using Tidegate.Decisions.Wording;
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
}

/// <summary>Reads the policy for the console.</summary>
internal sealed class PolicyReader(Operators operators)
{
    // Each is explained on the page; those before are in /v1/policies.
    private const int MostEarlier = 50;

    /// <summary>All versions.</summary>
    public PolicyView Read(Frame frame)
    {
        var all = operators.Policies().Take(MostEarlier + 1).Select(v => Entry(v.Version, v.PublishedAt, v.PublishedBy, v.Comment, v.Policy)).Append(Entry(0, null, "", "what is in force where none was published", new PolicyForm())).ToList();
        return new PolicyView { Frame = frame, Current = all[0], Earlier = all[1..], Draft = all[0].Text };
    }

    /// <summary>What a policy does, in words.</summary>
    public static IReadOnlyList<string> Explain(PolicyForm policy) => PolicySentences.Of(policy.Check());

    private static PolicyEntry Entry(int version, DateTimeOffset? at, string by, string comment, PolicyForm form) => new(version, at, by, comment, Explain(form), PolicyYaml.Write(PolicyForm.Of(form.Check())));
}
