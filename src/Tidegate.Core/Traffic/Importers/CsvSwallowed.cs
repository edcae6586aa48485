namespace Tidegate.Traffic.Importers;

/// <summary>Finds the row that a quote which is not closed on its line has taken into its field.</summary>
/// <param name="delimiter">The delimiter.</param>
/// <param name="fields">How many fields a row has.</param>
internal readonly struct CsvSwallowed(byte delimiter, int fields)
{
    /// <summary>Where in a record that goes over several lines a row of its own begins; 0 where there is none.</summary>
    /// <param name="data">What is at hand, from the record on.</param>
    /// <param name="length">Length of the record.</param>
    /// <param name="final">No more follows, so the data's end ends a row.</param>
    /// <param name="cut">Whether more data is needed to tell.</param>
    public int FindRow(ReadOnlySpan<byte> data, int length, bool final, out bool cut)
    {
        cut = false;
        for (var at = 0; data[at..length].IndexOf((byte)'\n') is >= 0 and var end;)
        {
            at += end + 1;
            if (at == length) break;
            var found = Count(data[at..], final);
            if (found == fields) return at;
            cut |= found < 0;
        }

        return 0;
    }

    /// <summary>How many fields the row has that begins here; 0 where it is none, negative where it does not end.</summary>
    private int Count(ReadOnlySpan<byte> data, bool final)
    {
        for (var (at, count) = (0, 1); ; count++)
        {
            if (at < data.Length && data[at] == '"' && !SkipQuoted(data, ref at)) return final ? 0 : -1;
            var stop = data[at..].IndexOfAny(delimiter, (byte)'\n');
            if (stop < 0) return final ? count : -1;
            if (stop > 0 && at > 0 && data[at - 1] == '"' && data.Slice(at, stop) is not [(byte)'\r']) return 0; // text behind the closing quote
            at += stop + 1;
            if (data[at - 1] == '\n') return count;
        }
    }

    /// <summary>Goes on from a quote to behind the one that closes it; false where there is none.</summary>
    private static bool SkipQuoted(ReadOnlySpan<byte> data, ref int at)
    {
        for (at++; data[at..].IndexOf((byte)'"') is >= 0 and var next; at++)
        {
            at += next + 1;
            if (at == data.Length || data[at] != '"') return true;
        }

        return false;
    }
}
