namespace Tidegate.Numbering;

/// <summary>
/// A national number pattern of libphonenumber as an automaton over digits, so that one can tell whether all numbers
/// of a block match it, none, or some. States are small integers; 0 is the dead state, 1 the start.
/// </summary>
/// <remarks>Deterministic states are made when first asked for. One writer.</remarks>
internal sealed class DigitPattern
{
    /// <summary>State from which nothing matches.</summary>
    public const int Dead = 0;

    /// <summary>State before the first digit.</summary>
    public const int Start = 1;

    private const int MaxRemaining = 15;
    private readonly DigitAutomaton _automaton;
    private readonly bool _prefix;
    private readonly List<int[]> _sets = [[]];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal) { [""] = Dead };
    private readonly List<int> _next = [];
    private readonly List<Coverage> _coverage = [];
    private readonly int _matched;

    /// <param name="pattern">The expression: digits, classes, groups, alternatives, "?", "{n}" and "{n,m}".</param>
    /// <param name="prefix">Whether a match of at least one digit at the beginning is enough.</param>
    /// <exception cref="FormatException">The expression uses anything else.</exception>
    public DigitPattern(string pattern, bool prefix = false)
    {
        _automaton = DigitAutomaton.Parse(pattern);
        _prefix = prefix;
        AddRows();
        Intern(_automaton.Closure([_automaton.Start]));
        if (!prefix) return;
        _matched = _sets.Count;
        _sets.Add([]);
        AddRows();
        for (var digit = 0; digit < 10; digit++) _next[_matched * 10 + digit] = _matched;
    }

    /// <summary>The state after one more digit.</summary>
    public int Next(int state, int digit)
    {
        var next = _next[state * 10 + digit];
        if (next >= 0) return next;
        var set = _automaton.Step(_sets[state], digit);
        next = _prefix && _automaton.Accepts(set) ? _matched : Intern(set);
        _next[state * 10 + digit] = next;
        return next;
    }

    /// <summary>Whether all, none or some of the numbers match that have so many digits left from a state.</summary>
    /// <param name="state">State after the digits of the block.</param>
    /// <param name="remaining">Digits left, 0 to 15.</param>
    public Coverage Covers(int state, int remaining)
    {
        var index = state * (MaxRemaining + 1) + remaining;
        if (_coverage[index] != Coverage.Unknown) return _coverage[index];
        var result = remaining == 0
            ? Accepts(state) ? Coverage.All : Coverage.None
            : Covers(Next(state, 0), remaining - 1);
        for (var digit = 1; remaining > 0 && digit < 10 && result != Coverage.Some; digit++)
            if (Covers(Next(state, digit), remaining - 1) != result) result = Coverage.Some;
        return _coverage[index] = result;
    }

    private bool Accepts(int state) => _prefix ? state == _matched : _automaton.Accepts(_sets[state]);

    private int Intern(int[] set)
    {
        var key = string.Create(set.Length, set, static (span, s) =>
        {
            for (var i = 0; i < s.Length; i++) span[i] = (char)s[i];
        });
        if (_ids.TryGetValue(key, out var id)) return id;
        id = _sets.Count;
        _ids.Add(key, id);
        _sets.Add(set);
        AddRows();
        return id;
    }

    private void AddRows()
    {
        var dead = _sets.Count == 1;
        for (var digit = 0; digit < 10; digit++) _next.Add(dead ? Dead : -1);
        for (var remaining = 0; remaining <= MaxRemaining; remaining++) _coverage.Add(dead ? Coverage.None : Coverage.Unknown);
    }
}

/// <summary>How much of a block matches a pattern.</summary>
internal enum Coverage : byte
{
    /// <summary>Not worked out yet.</summary>
    Unknown,

    /// <summary>No number of the block.</summary>
    None,

    /// <summary>Some numbers, not all.</summary>
    Some,

    /// <summary>Every number of the block.</summary>
    All,
}
