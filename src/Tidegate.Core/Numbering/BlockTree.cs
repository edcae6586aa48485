namespace Tidegate.Numbering;

/// <summary>
/// Answers of the number library by block: a tree of digits, one root for every total length, grown where traffic goes.
/// A branch ends as soon as all numbers below have the same answer. Branches of one length with the same future are one, so that size
/// follows the numbering plans and not the traffic.
/// </summary>
/// <remarks>A lookup is one step a digit, some six to nine in all, without allocation. One writer.</remarks>
internal sealed class BlockTree(NumberLibrary library, int maxPlaces)
{
    private const int Unknown = 0;
    private const int AskEach = -1;
    private const int MaxDigits = NumberLibrary.MaxDigits;
    private const int FractionBits = 59;

    // ceil(2^(64 + 59 - 14) / 10^14): turns a number of 15 digits, shifted by 14 bits, into d.ddd in 59-bit fixed point.
    private static readonly ulong Scale = (ulong)(((UInt128.One << (64 + FractionBits - 14)) / 100_000_000_000_000) + 1);
    private static readonly ulong[] Tens = [.. Enumerable.Range(0, 20).Select(n => (ulong)UInt128.Parse("1" + new string('0', n), System.Globalization.CultureInfo.InvariantCulture))];

    private readonly Dictionary<(int Length, int Remaining, int Code, string Place), int> _known = [];
    private readonly CallingCodePlan?[] _plans = new CallingCodePlan?[1000];
    private readonly bool[] _planAsked = new bool[1000];
    private readonly List<NumberInfo> _answers = [default, default];
    private int[] _next = new int[1024 * 10];
    private Place[] _places = new Place[1024];
    private int _count = MaxDigits + 1;

    /// <summary>Places in the tree.</summary>
    public int Count => _count;

    /// <summary>Lookups that found the tree full and asked the library instead.</summary>
    public long Overflow { get; private set; }

    /// <summary>What the library says of a number.</summary>
    public NumberInfo Find(ulong destination)
    {
        var length = Length(destination);
        if (length is 0 or > MaxDigits) return OutOfLength(destination, length);
        var at = Math.BigMul((destination * Tens[MaxDigits - length]) << 14, Scale, out _) + 1;
        var place = length;
        for (var remaining = length - 1; remaining >= 0; remaining--)
        {
            var digit = (int)(at >> FractionBits);
            at = (at & ((1UL << FractionBits) - 1)) * 10;
            var next = _next[place * 10 + digit];
            if (next == Unknown) next = Grow(place, digit, remaining, destination);
            if (next == AskEach) return library.Ask(destination);
            if (next < 0) return _answers[~next];
            place = next;
        }
        return library.Ask(destination);
    }

    private static int Length(ulong number)
    {
        var length = 0;
        while (length < Tens.Length && number >= Tens[length]) length++;
        return length;
    }

    private NumberInfo OutOfLength(ulong destination, int length)
    {
        if (length == 0) return default;
        // Too long for any plan: the country is that of the calling code.
        var block = destination / Tens[length - MaxDigits];
        var known = Find(block);
        return new NumberInfo(known.Country, 0, NumberType.Unallocated, known.Portable, false);
    }

    private int Grow(int place, int digit, int remaining, ulong destination)
    {
        var child = Child(_places[place], digit, remaining);
        var length = Length(destination);
        if (child.Code == 0 && child.Digits >= 1000) return _next[place * 10 + digit] = Leaf(default);
        var key = (length, remaining, child.Code, child.Text ?? "#" + child.Digits);
        if (_known.TryGetValue(key, out var known)) return _next[place * 10 + digit] = known;
        if (_count >= maxPlaces)
        {
            Overflow++;
            return AskEach;
        }
        var state = child.Text is null ? BlockState.Open : CallingCodePlan.State(child.Text);
        var next = state switch
        {
            BlockState.TrunkPrefix => AskEach,
            BlockState.Uniform => Leaf(library.Ask(destination)),
            _ => Add(child),
        };
        _known.Add(key, next);
        return _next[place * 10 + digit] = next;
    }

    private Place Child(Place parent, int digit, int remaining)
    {
        if (parent.Text is not null) return parent with { Text = _plans[parent.Code]!.Next(parent.Text, digit, remaining) };
        var digits = parent.Digits * 10 + digit;
        if (!_planAsked[digits])
        {
            _planAsked[digits] = true;
            _plans[digits] = library.Plan(digits);
        }
        if (_plans[digits] is { } plan) return new Place(digits, digits, plan.Start(remaining));
        return new Place(0, digits >= 100 ? 1000 : digits, null);
    }

    private int Leaf(NumberInfo answer)
    {
        _answers.Add(answer);
        return ~(_answers.Count - 1);
    }

    private int Add(Place place)
    {
        if (_count == _places.Length)
        {
            Array.Resize(ref _places, _count * 2);
            Array.Resize(ref _next, _count * 20);
        }
        _places[_count] = place;
        return _count++;
    }

    /// <summary>A place: the calling code once it is complete, the digits before that, and the plan's own place.</summary>
    private readonly record struct Place(int Code, int Digits, string? Text);
}
