namespace Tidegate.Smpp.Pdus;

/// <summary>unsuccess_sme of submit_multi_resp: SMPP 3.4, 4.5.2.1.</summary>
public readonly ref struct Unsuccessful
{
    private Unsuccessful(int count, ReadOnlySpan<byte> octets)
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
    public static bool TryCreate(int count, ReadOnlySpan<byte> octets, out Unsuccessful unsuccessful)
    {
        var reader = new PduReader(octets);
        unsuccessful = Read(count, ref reader);
        return !reader.Fault.IsFault && reader.AtEnd && count is >= 0 and <= 255;
    }

    internal static Unsuccessful Read(scoped ref PduReader reader) => Read(reader.Byte("no_unsuccess"), ref reader);

    private static Unsuccessful Read(int count, scoped ref PduReader reader)
    {
        var start = reader.Position;
        for (var i = 0; i < count && !reader.Fault.IsFault; i++) _ = One.Read(ref reader);
        return reader.Fault.IsFault ? default : new Unsuccessful(count, reader.Since(start));
    }

    /// <summary>One destination that was not accepted.</summary>
    public readonly ref struct One
    {
        public SmppAddress Address { get; private init; }

        /// <summary>Why.</summary>
        public CommandStatus Status { get; private init; }

        internal static One Read(scoped ref PduReader reader) => new()
        {
            Address = reader.Address("destination_addr"),
            Status = (CommandStatus)reader.UInt32("error_status_code"),
        };
    }

    public ref struct Enumerator(ReadOnlySpan<byte> octets)
    {
        private PduReader _reader = new(octets);

        public One Current { get; private set; }

        public bool MoveNext()
        {
            if (_reader.AtEnd) return false;
            Current = One.Read(ref _reader);
            return !_reader.Fault.IsFault;
        }
    }
}
