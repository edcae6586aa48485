using System.Buffers;
using System.Globalization;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>How long a side takes to send the rest of a PDU. Only the time counts in which it was read: what is not read may have been sent long ago.</summary>
/// <param name="side">Who, in words.</param>
/// <param name="time">The clock.</param>
internal sealed class HalfPdu(string side, TimeProvider time)
{
    /// <summary>How long the rest of a PDU may take, from its first octet on.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private volatile bool _isHalf;
    private bool _isRead;
    private long _begin;
    private TimeSpan _waited;
    private long _came;
    private uint? _length;

    /// <summary>All that came was looked at.</summary>
    /// <param name="rest">What is here of the next PDU.</param>
    /// <param name="took">Whether a PDU was taken since the last time: then the rest is of another.</param>
    public void Left(in ReadOnlySequence<byte> rest, bool took)
    {
        if (rest.IsEmpty && !_isHalf) return;
        var reader = new SequenceReader<byte>(rest);
        lock (_gate)
        {
            _isHalf = !rest.IsEmpty;
            if (took || rest.IsEmpty) _waited = TimeSpan.Zero;
            _came = rest.Length;
            _length = reader.TryReadBigEndian(out int length) ? (uint)length : null;
        }
    }

    /// <summary>The side is read from now on.</summary>
    public void Resume()
    {
        if (!_isHalf) return;
        lock (_gate)
        {
            _isRead = true;
            _begin = time.GetTimestamp();
        }
    }

    /// <summary>The side is not read until <see cref="Resume"/>.</summary>
    public void Pause()
    {
        if (!_isHalf) return;
        lock (_gate)
        {
            _waited += time.GetElapsedTime(_begin);
            _isRead = false;
        }
    }

    /// <summary>Looks whether the rest of a PDU has been waited for too long.</summary>
    /// <exception cref="IOException">It has; tells who and how much came.</exception>
    public void Check()
    {
        if (!_isHalf) return;
        lock (_gate)
        {
            if (!_isRead || _waited + time.GetElapsedTime(_begin) < Most) return;
            var of = _length is { } length ? string.Create(CultureInfo.InvariantCulture, $"{length} octets") : string.Create(CultureInfo.InvariantCulture, $"a header of {SmppHeader.Size} octets");
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{side} began a PDU and did not end it in {Most.TotalSeconds:0} s: {_came} of {of} came"));
        }
    }
}
