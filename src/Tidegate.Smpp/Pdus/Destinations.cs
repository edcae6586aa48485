namespace Tidegate.Smpp.Pdus;

/// <summary>dest_address(es) of submit_multi: SMPP 3.4, 4.5.1.1. Numbers and names of distribution lists, in their order.</summary>
public readonly ref struct Destinations
{
    private Destinations(int count, ReadOnlySpan<byte> octets)
    {
        Count = count;
        Octets = octets;
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>All of them as they were written, without the count.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    public Enumerator GetEnumerator() => new(Octets);

    /// <summary>A list from octets that are one: destinations as <see cref="Octets"/> has them.</summary>
    public static bool TryCreate(int count, ReadOnlySpan<byte> octets, out Destinations destinations)
    {
        var reader = new PduReader(octets);
        destinations = Read(count, ref reader);
        return !reader.Fault.IsFault && reader.AtEnd && count is >= 0 and <= 255;
    }

    internal static Destinations Read(scoped ref PduReader reader) => Read(reader.Byte("number_of_dests"), ref reader);

    private static Destinations Read(int count, scoped ref PduReader reader)
    {
        var start = reader.Position;
        for (var i = 0; i < count && !reader.Fault.IsFault; i++) _ = Destination.Read(ref reader);
        return reader.Fault.IsFault ? default : new Destinations(count, reader.Since(start));
    }

    public ref struct Enumerator(ReadOnlySpan<byte> octets)
    {
        private PduReader _reader = new(octets);

        public Destination Current { get; private set; }

        public bool MoveNext()
        {
            if (_reader.AtEnd) return false;
            var start = _reader.Position;
            Current = Destination.Read(ref _reader);
            Current = Current with { Octets = _reader.Since(start) };
            return !_reader.Fault.IsFault;
        }
    }
}

/// <summary>One destination of submit_multi.</summary>
public readonly ref struct Destination
{
    /// <summary>Whether it is the name of a distribution list, in the address' digits, and no number.</summary>
    public bool IsList { get; private init; }
    public SmppAddress Address { get; private init; }

    /// <summary>As it was written, dest_flag first.</summary>
    public ReadOnlySpan<byte> Octets { get; internal init; }

    internal static Destination Read(scoped ref PduReader reader)
    {
        var flag = reader.Byte("dest_flag");
        if (flag == 1) return new Destination { Address = reader.Address("destination_addr") };
        if (flag == 2) return new Destination { IsList = true, Address = new SmppAddress(0, 0, reader.CString("dl_name")) };
        reader.Reject("dest_flag", "1 (a number) or 2 (a distribution list)");
        return default;
    }
}
