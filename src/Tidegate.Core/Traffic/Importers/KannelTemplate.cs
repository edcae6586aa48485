using System.Buffers.Text;
using System.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>
/// A Kannel `access-log-format` turned into a parser: literal text with %-codes between (list in gw/bb_alog.c). The
/// message text (%b) is taken by its length (%L), for it may hold brackets and line breaks.
/// </summary>
internal sealed class KannelTemplate
{
    /// <summary>What bearerbox writes when no format is configured.</summary>
    public const string Default =
        "%t %l [SMSC:%i] [SVC:%n] [ACT:%A] [BINF:%B] [FID:%F] [META:%D] [from:%p] [to:%P] [flags:%m:%c:%M:%C:%d] [msg:%L:%b] [udh:%U:%u]";

    /// <summary>The same before 1.4.2, without ids of the SMSC.</summary>
    public const string Older =
        "%t %l [SMSC:%i] [SVC:%n] [ACT:%A] [BINF:%B] [from:%p] [to:%P] [flags:%m:%c:%M:%C:%d] [msg:%L:%b] [udh:%U:%u]";

    private const int TimeLength = 19;

    private readonly List<(byte Code, byte[] Literal)> _pieces = [];
    private readonly byte[] _opening;

    public KannelTemplate(string format)
    {
        var opening = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                opening.Append(format[i]);
            }
            else if (format[++i] == '%')
            {
                opening.Append('%');
            }
            else
            {
                var literal = new StringBuilder();
                var code = (byte)format[i];
                while (i + 1 < format.Length && (format[i + 1] != '%' || (i + 2 < format.Length && format[i + 2] == '%')))
                {
                    if (format[i + 1] == '%') i++;
                    literal.Append(format[++i]);
                }

                _pieces.Add((code, Encoding.UTF8.GetBytes(literal.ToString())));
            }
        }

        _opening = Encoding.UTF8.GetBytes(opening.ToString());
    }

    /// <summary>What keeps messages from being read out of lines in the format; null when nothing does. The time may be the logger's own, before the line.</summary>
    public string? Fault
    {
        get
        {
            if (!Writes('P')) return "%P (the receiver) is missing; without it nothing can be read";
            if (!Writes('l')) return "%l (what the line tells, such as 'Sent SMS') is missing; without it messages and receipts cannot be told apart";
            if (_pieces.Find(p => p.Code >= 128) is { Code: > 0 }) return "a letter that is not ASCII stands behind a %";
            for (var i = 0; i < _pieces.Count - 1; i++)
                if (_pieces[i].Literal.Length == 0 && _pieces[i].Code != 't') return $"between %{(char)_pieces[i].Code} and %{(char)_pieces[i + 1].Code} stands nothing; where one ends cannot be told";
            return null;
        }
    }

    /// <summary>Whether the format writes a field.</summary>
    public bool Writes(char code) => _pieces.Exists(p => p.Code == code);

    /// <summary>
    /// Reads a record from the start of the data into a range per code. Returns its length, 0 when the data is no such
    /// record, -1 when it goes on beyond the data.
    /// </summary>
    /// <param name="data">The record and whatever follows it.</param>
    /// <param name="line">Length of the first line of the data.</param>
    /// <param name="ranges">Where each code's value is; 128 of them.</param>
    public int Read(ReadOnlySpan<byte> data, int line, Span<Range> ranges)
    {
        if (!data.StartsWith(_opening)) return 0;
        var at = _opening.Length;
        foreach (var (code, literal) in _pieces)
        {
            int length;
            if (code == 't')
            {
                if (!IsTime(data[at..line])) return 0;
                length = TimeLength;
            }
            else if (code is (byte)'b' && TextLength(data, ranges) is >= 0 and var stated && stated <= 1 << 20)
            {
                if (at + stated + literal.Length > data.Length && at + stated > line) return -1;
                if (at + stated <= data.Length && Follows(data, at + stated, literal))
                {
                    length = stated;
                    line = Math.Max(line, LineEnd(data, at + stated));
                }
                else
                {
                    length = data[at..line].LastIndexOf(literal);
                }
            }
            else if (literal.Length == 0)
            {
                length = line - at;
            }
            else
            {
                length = code is (byte)'b' or (byte)'a' or (byte)'r' ? data[at..line].LastIndexOf(literal) : data[at..line].IndexOf(literal);
            }

            if (length < 0 || at + length > line || !data[(at + length)..].StartsWith(literal)) return 0;
            ranges[code] = at..(at + length);
            at += length + literal.Length;
        }

        return at == line || data[at..line].Trim((byte)'\r').IsEmpty ? line : 0;
    }

    /// <summary>Whether the line begins with a time as Kannel writes it, "2026-03-02 10:00:00".</summary>
    public static bool IsTime(ReadOnlySpan<byte> line) =>
        line.Length >= TimeLength && line[4] == '-' && line[7] == '-' && line[10] == ' ' && line[13] == ':' && line[16] == ':';

    private static bool Follows(ReadOnlySpan<byte> data, int at, byte[] literal) =>
        literal.Length == 0 ? at == data.Length || data[at] is (byte)'\n' or (byte)'\r' : data[at..].StartsWith(literal);

    private static int LineEnd(ReadOnlySpan<byte> data, int at)
    {
        var end = data[at..].IndexOf((byte)'\n');
        return end < 0 ? data.Length : at + end;
    }

    /// <summary>Octets the text takes on the line: hex when the message is 8-bit or UCS-2. -1 when not known.</summary>
    private static int TextLength(ReadOnlySpan<byte> data, ReadOnlySpan<Range> ranges)
    {
        if (!Utf8Parser.TryParse(data[ranges['L']], out int octets, out _)) return -1;
        var hex = data[ranges['c']] is [(byte)'1' or (byte)'2'];
        return hex ? octets * 2 : octets;
    }
}
