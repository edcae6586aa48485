using System.Buffers;

namespace Tidegate.Traffic.Reading;

/// <summary>How far JSON was followed.</summary>
internal enum JsonReach
{
    /// <summary>The piece ends before the bracket that closes.</summary>
    Open,

    /// <summary>The bracket that closes was found.</summary>
    Closed,

    /// <summary>A line break where there can be none: what is text and what is not cannot be told any more.</summary>
    Lost,
}

/// <summary>Follows an object that is too long to be held, or not wanted, to its end, piece by piece.</summary>
/// <param name="depth">How many brackets are open already.</param>
/// <param name="byLine">Whether an object ends on its line.</param>
internal struct JsonDepth(int depth, bool byLine = false)
{
    private static readonly SearchValues<byte> Outside = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> OnLine = SearchValues.Create("\"{}[]\n"u8);
    private static readonly SearchValues<byte> Inside = SearchValues.Create("\"\\\n"u8);

    private readonly SearchValues<byte> _outside = byLine ? OnLine : Outside;
    private int _depth = depth;
    private bool _inText;
    private bool _escaped;

    /// <summary>Goes through the next piece.</summary>
    /// <param name="piece">What follows the piece before.</param>
    /// <param name="taken">How much of it belongs to the object.</param>
    public JsonReach Follow(ReadOnlySpan<byte> piece, out int taken)
    {
        taken = 0;
        while (taken < piece.Length)
        {
            if (_escaped)
            {
                _escaped = false;
                taken++;
                continue;
            }

            var next = piece[taken..].IndexOfAny(_inText ? Inside : _outside);
            if (next < 0) break;
            taken += next;
            var found = piece[taken];
            if (found == '\n') return JsonReach.Lost;
            taken++;
            if (found == '\\') _escaped = true;
            else if (found == '"') _inText = !_inText;
            else if (found is (byte)'{' or (byte)'[') _depth++;
            else if (--_depth == 0) return JsonReach.Closed;
        }

        taken = piece.Length;
        return JsonReach.Open;
    }
}
