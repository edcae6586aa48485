using System.Buffers;
using System.Text;

namespace Tidegate.Traffic.Reading;

/// <summary>How the same currency is written the same everywhere.</summary>
internal static class CurrencyCode
{
    /// <summary>Room that <see cref="Normal"/> needs, in bytes.</summary>
    public const int Room = 3;

    /// <summary>A currency as it is named: "eur" and "EUR" are one; what is no three ASCII characters is kept as it is.</summary>
    /// <param name="code">It, UTF-8.</param>
    /// <param name="room">Where it is written if it changes: at least <see cref="Room"/> bytes.</param>
    public static ReadOnlySpan<byte> Normal(ReadOnlySpan<byte> code, Span<byte> room) =>
        code.Length == Room && Ascii.ToUpper(code, room, out _) == OperationStatus.Done ? room[..Room] : code;
}
