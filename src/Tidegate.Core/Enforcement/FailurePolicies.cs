namespace Tidegate.Enforcement;

/// <summary>What to answer when a check meets a failure: by name, allow or block; counted; can be forced, for drills and tests.</summary>
public sealed class FailurePolicies
{
    private static readonly FailureKind[] Kinds = Enum.GetValues<FailureKind>();

    private readonly long[] _met = new long[Kinds.Length];
    private volatile bool[] _blocks = new bool[Kinds.Length];
    private volatile bool[] _forced = new bool[Kinds.Length];

    /// <summary>The kinds that have a policy, with the names used in configuration and metrics.</summary>
    public static IReadOnlyDictionary<string, FailureKind> Names { get; } = new Dictionary<string, FailureKind>(StringComparer.Ordinal)
    {
        ["table_stale"] = FailureKind.TableStale,
        ["number_unparseable"] = FailureKind.NumberUnparseable,
        ["overload"] = FailureKind.Overload,
        ["unknown_customer"] = FailureKind.UnknownCustomer,
        ["not_ready"] = FailureKind.NotReady,
    };

    /// <summary>The name of a kind.</summary>
    public static string NameOf(FailureKind kind) => Names.First(n => n.Value == kind).Key;

    /// <summary>Sets which kinds block (all others allow) and which are made to happen.</summary>
    public void Set(IReadOnlyCollection<FailureKind> blocks, IReadOnlyCollection<FailureKind> forced)
    {
        _blocks = [.. Kinds.Select(blocks.Contains)];
        _forced = [.. Kinds.Select(forced.Contains)];
    }

    /// <summary>Whether a failure is made to happen.</summary>
    public bool IsForced(FailureKind kind) => _forced[(int)kind];

    /// <summary>Counts a failure; true when its policy is to block.</summary>
    public bool Blocks(FailureKind kind)
    {
        Interlocked.Increment(ref _met[(int)kind]);
        return _blocks[(int)kind];
    }

    /// <summary>How often a failure was met.</summary>
    public long Met(FailureKind kind) => Interlocked.Read(ref _met[(int)kind]);
}
