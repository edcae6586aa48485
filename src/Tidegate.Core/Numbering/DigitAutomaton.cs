using System.Globalization;

namespace Tidegate.Numbering;

/// <summary>
/// A nondeterministic automaton over digits, read from the part of regular expressions that numbering plans use:
/// digits, classes, "\d", groups, alternatives, "?", "{n}" and "{n,m}". A "$" at the end of an alternative is passed over.
/// </summary>
internal sealed class DigitAutomaton
{
    private readonly List<(int Digits, int To)> _on = [];
    private readonly List<int[]> _free = [];
    private readonly string _pattern;
    private int _at;

    private DigitAutomaton(string pattern) => _pattern = pattern;

    /// <summary>The state before the first digit.</summary>
    public int Start { get; private set; }

    private int Accept { get; set; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">It uses what numbering plans do not.</exception>
    public static DigitAutomaton Parse(string pattern)
    {
        var automaton = new DigitAutomaton(pattern);
        automaton.Accept = automaton.State();
        automaton.Start = automaton.Alternatives(0, automaton.Accept);
        if (automaton._at != pattern.Length) throw automaton.Unexpected();
        if (automaton._on.Count > char.MaxValue) throw new FormatException($"Number pattern too large: {pattern.Length} characters.");
        return automaton;
    }

    /// <summary>Whether a set of states, closed by <see cref="Closure"/>, holds the accepting one.</summary>
    public bool Accepts(int[] set) => set.Length > 0 && set[0] == Accept;

    /// <summary>The states reached from a set by one digit, sorted.</summary>
    public int[] Step(int[] set, int digit)
    {
        var reached = new List<int>();
        foreach (var state in set)
            if ((_on[state].Digits & (1 << digit)) != 0) reached.Add(_on[state].To);
        return Closure(reached);
    }

    /// <summary>The states reached without a digit, sorted; only those that matter (that read a digit or accept).</summary>
    public int[] Closure(IEnumerable<int> states)
    {
        var seen = new SortedSet<int>();
        var open = new Stack<int>(states);
        while (open.TryPop(out var state))
        {
            if (!seen.Add(state)) continue;
            foreach (var to in _free[state]) open.Push(to);
        }
        return [.. seen.Where(s => s == Accept || _on[s].Digits != 0)];
    }

    private int State(int digits = 0, int to = 0, params int[] free)
    {
        _on.Add((digits, to));
        _free.Add(free);
        return _on.Count - 1;
    }

    // Built from the end: a part at a place in the text, given the state that follows it, yields the state that begins it.
    private int Alternatives(int from, int then)
    {
        var starts = new List<int>();
        _at = from;
        do
        {
            starts.Add(Sequence(_at, then));
        }
        while (_at < _pattern.Length && _pattern[_at] == '|' && ++_at > 0);
        return starts.Count == 1 ? starts[0] : State(0, 0, [.. starts]);
    }

    private int Sequence(int from, int then)
    {
        var parts = new List<(int From, int Min, int Max)>();
        _at = from;
        while (_at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            if (_pattern[_at] == '$')
            {
                _at++;
                continue;
            }
            var part = _at;
            SkipPart();
            var (min, max) = Repeats();
            parts.Add((part, min, max));
        }
        var end = _at;
        var state = then;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            for (var n = parts[i].Max; n > 0; n--)
            {
                var start = Part(parts[i].From, state);
                // The n-th repetition may be left out together with those after it.
                state = n > parts[i].Min ? State(0, 0, start, state) : start;
            }
        }
        _at = end;
        return state;
    }

    private int Part(int from, int then)
    {
        _at = from;
        switch (_pattern[_at])
        {
            case '(':
                var start = Alternatives(_at + (IsQuietGroup() ? 3 : 1), then);
                if (_at >= _pattern.Length || _pattern[_at++] != ')') throw Unexpected();
                return start;
            case '[':
                return State(ReadClass(), then);
            case '\\' when _at + 1 < _pattern.Length && _pattern[_at + 1] == 'd':
                _at += 2;
                return State(1023, then);
            case >= '0' and <= '9':
                return State(1 << (_pattern[_at++] - '0'), then);
            default:
                throw Unexpected();
        }
    }

    private void SkipPart()
    {
        switch (_pattern[_at])
        {
            case '(':
                var depth = 0;
                if (_at + 1 < _pattern.Length && _pattern[_at + 1] == '?' && !IsQuietGroup()) throw Unexpected();
                do
                {
                    if (_at >= _pattern.Length) throw Unexpected();
                    depth += _pattern[_at] switch { '(' => 1, ')' => -1, _ => 0 };
                    _at++;
                }
                while (depth > 0);
                break;
            case '[':
                ReadClass();
                break;
            case '\\':
                _at += 2;
                break;
            default:
                _at++;
                break;
        }
    }

    private bool IsQuietGroup() => string.CompareOrdinal(_pattern, _at, "(?:", 0, 3) == 0;

    private int ReadClass()
    {
        var digits = 0;
        for (_at++; _at < _pattern.Length && _pattern[_at] != ']'; _at++)
        {
            if (!char.IsAsciiDigit(_pattern[_at])) throw Unexpected();
            int low = _pattern[_at] - '0', high = low;
            if (_at + 2 < _pattern.Length && _pattern[_at + 1] == '-')
            {
                _at += 2;
                high = _pattern[_at] - '0';
            }
            for (var digit = low; digit <= high; digit++) digits |= 1 << digit;
        }
        if (_at++ >= _pattern.Length) throw Unexpected();
        return digits;
    }

    private (int Min, int Max) Repeats()
    {
        if (_at >= _pattern.Length) return (1, 1);
        if (_pattern[_at] == '?')
        {
            _at++;
            return (0, 1);
        }
        if (_pattern[_at] != '{') return (1, 1);
        var end = _pattern.IndexOf('}', _at);
        if (end < 0) throw Unexpected();
        var bounds = _pattern[(_at + 1)..end].Split(',');
        _at = end + 1;
        if (!int.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out var min)) throw Unexpected();
        var max = min;
        if (bounds.Length > 1 && !int.TryParse(bounds[1], NumberStyles.None, CultureInfo.InvariantCulture, out max)) throw Unexpected();
        return (min, max);
    }

    private FormatException Unexpected() =>
        new($"Number pattern not understood at character {_at} of '{_pattern}': expected digits, classes, groups, '|', '?' or '{{n,m}}'.");
}
