using PhoneNumbers;

namespace Tidegate.Numbering;

/// <summary>
/// The numbering plan of one calling code: all patterns that can change libphonenumber's answer for a number of it,
/// walked side by side, digit by digit, until all numbers that still can follow have the same answer.
/// </summary>
internal sealed class CallingCodePlan
{
    private const char Whole = char.MaxValue;
    private readonly (DigitPattern Pattern, int Lengths)[] _patterns;
    private readonly CarrierPrefixes _carriers;

    public CallingCodePlan(int callingCode, PhoneNumberUtil library, IEnumerable<string> regions)
    {
        CallingCode = callingCode;
        _carriers = new CarrierPrefixes(callingCode);
        var patterns = new Dictionary<(string, bool, int), (DigitPattern, int)>();
        void Add(string pattern, bool prefix, int lengths) =>
            patterns.TryAdd((pattern, prefix, lengths), (new DigitPattern(pattern, prefix), lengths));

        var first = true;
        foreach (var region in regions)
        {
            var plan = region == CountryTable.International ? library.GetMetadataForNonGeographicalRegion(callingCode) : library.GetMetadataForRegion(region);
            // Parsing drops a trunk prefix by the rule of the code's main region, which the library lists first.
            if (first) Add(plan.HasNationalPrefixForParsing ? plan.NationalPrefixForParsing : "0", prefix: true, plan.HasNationalPrefixForParsing ? ~0 : 0);
            first = false;
            if (plan.HasLeadingDigits) Add(plan.LeadingDigits, prefix: true, ~0);
            foreach (var kind in Kinds(plan))
                if (kind is { HasNationalNumberPattern: true }) Add(kind.NationalNumberPattern, prefix: false, Lengths(kind));
        }
        _patterns = [.. patterns.Values];
    }

    /// <summary>The calling code.</summary>
    public int CallingCode { get; }

    /// <summary>The place right after the calling code.</summary>
    /// <param name="length">Digits that follow the calling code.</param>
    public string Start(int length)
    {
        int place = CarrierPrefixes.Start, best = 0;
        foreach (var digit in CallingCode.ToString(System.Globalization.CultureInfo.InvariantCulture))
            (place, best) = _carriers.Next(place, best, digit - '0');
        var key = new PlaceKey(place, best, stackalloc char[3 + 2 * _patterns.Length]);
        for (var i = 0; i < _patterns.Length; i++)
            if ((_patterns[i].Lengths & (1 << length)) != 0) key.Add(i, Settle(i, DigitPattern.Start, length));
        return key.ToString();
    }

    /// <summary>The place after one more digit.</summary>
    /// <param name="place">The place before.</param>
    /// <param name="digit">The digit.</param>
    /// <param name="remaining">Digits that follow this one.</param>
    public string Next(string place, int digit, int remaining)
    {
        var (carrier, best) = _carriers.Next(place[0], place[1], digit);
        var key = new PlaceKey(carrier, best, stackalloc char[3 + place.Length]);
        for (var i = PlaceKey.Header; i < place.Length; i += 2)
        {
            int pattern = place[i];
            key.Add(pattern, place[i + 1] == Whole ? Whole : Settle(pattern, _patterns[pattern].Pattern.Next(place[i + 1], digit), remaining));
        }
        return key.ToString();
    }

    /// <summary>What is known of the numbers that can follow a place.</summary>
    public static BlockState State(string place)
    {
        // The trunk-prefix pattern is the first; it was kept only if it can match.
        if (place.Length > PlaceKey.Header && place[PlaceKey.Header] == 0 && place[PlaceKey.Header + 1] == Whole) return BlockState.TrunkPrefix;
        if (place[0] != CarrierPrefixes.Beyond) return BlockState.Open;
        for (var i = PlaceKey.Header; i < place.Length; i += 2)
            if (place[i + 1] != Whole) return BlockState.Open;
        return BlockState.Uniform;
    }

    private char Settle(int pattern, int state, int remaining) => _patterns[pattern].Pattern.Covers(state, remaining) switch
    {
        Coverage.None => (char)DigitPattern.Dead,
        Coverage.All => Whole,
        _ => checked((char)state),
    };

    private static IEnumerable<PhoneNumberDesc?> Kinds(PhoneMetadata plan) =>
    [
        plan.GeneralDesc, plan.FixedLine, plan.Mobile, plan.TollFree, plan.PremiumRate, plan.SharedCost, plan.Voip, plan.PersonalNumber, plan.Pager, plan.Uan, plan.Voicemail,
    ];

    private static int Lengths(PhoneNumberDesc kind) => kind.PossibleLengthCount == 0 ? ~0 : kind.PossibleLengthList.Where(l => l > 0).Aggregate(0, (bits, l) => bits | (1 << l));

    /// <summary>A place as text: carrier place, operator so far, then (pattern, state) of every pattern that can still match.</summary>
    private ref struct PlaceKey
    {
        public const int Header = 2;
        private readonly Span<char> _text;
        private int _length = Header;

        public PlaceKey(int carrier, int best, Span<char> text)
        {
            _text = text;
            text[0] = checked((char)carrier);
            text[1] = checked((char)best);
        }

        public void Add(int pattern, char state)
        {
            if (state == DigitPattern.Dead) return;
            _text[_length++] = (char)pattern;
            _text[_length++] = state;
        }

        public override readonly string ToString()
        {
            // Where no pattern can match any more there is no operator either.
            if (_length == Header) _text[..Header].Clear();
            return new(_text[.._length]);
        }
    }
}

/// <summary>Whether one answer holds for all numbers of a block.</summary>
internal enum BlockState
{
    /// <summary>Not yet: the next digit matters.</summary>
    Open,

    /// <summary>One answer holds for all.</summary>
    Uniform,

    /// <summary>All begin with a trunk prefix, which parsing drops: the library is asked for each.</summary>
    TrunkPrefix,
}
