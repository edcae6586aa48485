using System.Globalization;
using System.Text;

namespace Tidegate.Traffic.Writing;

/// <summary>Collects UTF-8 text and hands it to a stream in large pieces.</summary>
internal sealed class Utf8Line(Stream output) : IDisposable
{
    private const int MostAtOnce = 4096; // a name has at most 256 bytes, six times that when all of it is escaped
    private readonly byte[] _bytes = new byte[256 * 1024];
    private int _length;

    public void Append(ReadOnlySpan<byte> text)
    {
        if (text.Length > _bytes.Length - _length) Flush();
        if (text.Length > _bytes.Length)
        {
            output.Write(text);
            return;
        }

        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    public void Append(byte one)
    {
        if (_length == _bytes.Length) Flush();
        _bytes[_length++] = one;
    }

    public void Append(string text)
    {
        if (text.Length * 3 > MostAtOnce)
        {
            Append(Encoding.UTF8.GetBytes(text));
            return;
        }

        var written = Encoding.UTF8.GetBytes(text, Room()); // Room may flush and so move _length
        _length += written;
    }

    public void AppendTime(long unixMilliseconds)
    {
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).UtcDateTime
            .TryFormat(Room(), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _length += written;
    }

    public void AppendNumber(float number, string format = "")
    {
        number.TryFormat(Room(), out var written, format, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void AppendNumber(ulong number)
    {
        number.TryFormat(Room(), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Dispose()
    {
        Flush();
        output.Dispose();
    }

    private Span<byte> Room()
    {
        if (_bytes.Length - _length < MostAtOnce) Flush();
        return _bytes.AsSpan(_length);
    }

    private void Flush()
    {
        output.Write(_bytes, 0, _length);
        _length = 0;
    }
}
