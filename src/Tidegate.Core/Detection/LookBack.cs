using System.Runtime.CompilerServices;

namespace Tidegate.Detection;

/// <summary>
/// Messages that may be alike, newest first. Those of one customer lie far apart in memory, so that each would be waited for:
/// they are found, and asked for, several at a time.
/// </summary>
internal ref struct LookBack
{
    private const int AtOnce = 16;

    // Messages looked through for more than the first of those: a walk mostly ends before it is through.
    private const int Within = 1 << 14;

    private readonly MessageLog _log;
    private readonly Likeness _like;
    private readonly long _least;
    private readonly ref long _looks;
    private Sequences _found;
    private int _held;
    private int _taken;
    private long _at;
    private long _seen;

    /// <summary>A walk that has not begun.</summary>
    /// <param name="log">The messages.</param>
    /// <param name="like">What is looked for.</param>
    /// <param name="sequence">Sequence number of the newest that is looked at.</param>
    /// <param name="furthest">How many are looked at, alike or not.</param>
    /// <param name="looks">From which is taken how many were looked at, as far as the walk has come.</param>
    public LookBack(MessageLog log, Likeness like, long sequence, int furthest, ref long looks)
    {
        (_log, _like) = (log, like);
        (_least, _at, _seen) = (Math.Max(log.First, sequence - furthest + 1), sequence + 1, sequence + 1);
        _looks = ref looks;
    }

    /// <summary>Sequence number of the message that the walk is at.</summary>
    public long Current { get; private set; }

    public readonly LookBack GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_taken == _held && !Find())
        {
            _looks -= _at - _least;
            return false;
        }

        Current = _found[_taken++];
        _looks -= _at - Current;
        _at = Current;
        return true;
    }

    private bool Find()
    {
        (_held, _taken) = (0, 0);
        for (var least = _least; _held < AtOnce; least = Math.Max(_least, _found[0] - Within))
        {
            var found = _log.Previous(_like, _seen, least);
            _seen = found >= 0 ? found : least;
            if (found < 0) break;
            _log.Prefetch(found);
            _found[_held++] = found;
        }

        return _held > 0;
    }

    [InlineArray(AtOnce)]
    private struct Sequences
    {
        private long _first;
    }
}
