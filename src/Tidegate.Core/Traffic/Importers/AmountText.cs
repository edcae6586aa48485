using System.Buffers.Text;

namespace Tidegate.Traffic.Importers;

/// <summary>How an export writes amounts of money.</summary>
/// <param name="decimalSign">The decimal sign, "." or ","; the other one, spaces and apostrophes are taken as grouping.</param>
internal sealed class AmountText(byte decimalSign = (byte)'.')
{
    /// <summary>Reads an amount as its size: exports that charge write it negative, and a refund is not known here.</summary>
    public bool TryParse(ReadOnlySpan<byte> text, out float amount)
    {
        amount = float.NaN;
        Span<byte> plain = stackalloc byte[32];
        var length = 0;
        foreach (var c in text)
        {
            if (c == decimalSign)
            {
                if (!Put(plain, ref length, (byte)'.')) return false;
            }
            else if (c is (byte)' ' or (byte)'\'' or (byte)',' or (byte)'.' or (byte)'_' or 0xC2 or 0xA0)
            {
                continue;
            }
            else if (!Put(plain, ref length, c))
            {
                return false;
            }
        }

        if (length == 0 || !Utf8Parser.TryParse(plain[..length], out double value, out var used) || used != length || !double.IsFinite(value)) return false;
        amount = (float)Math.Abs(value);
        return true;
    }

    private static bool Put(Span<byte> target, ref int length, byte value)
    {
        if (length == target.Length) return false;
        target[length++] = value;
        return true;
    }
}
