namespace Tidegate.Smpp.Text;

/// <summary>The user data header that may begin a message's octets: 3GPP TS 23.040, 9.2.3.24.</summary>
public static class UserDataHeader
{
    private const byte Concatenated8 = 0x00;
    private const byte Concatenated16 = 0x08;

    /// <summary>Whether esm_class says that there is one.</summary>
    public static bool IsIn(byte esmClass) => (esmClass & 0x40) != 0;

    /// <summary>The user data after its header; all of it where the header does not end inside.</summary>
    public static ReadOnlySpan<byte> Skip(byte esmClass, ReadOnlySpan<byte> userData) =>
        IsIn(esmClass) && userData.Length > 0 && userData[0] < userData.Length ? userData[(userData[0] + 1)..] : userData;

    /// <summary>Reads which part this is, from an element with a reference of 8 or 16 bits. The last such element counts.</summary>
    /// <returns>False where there is none that makes sense.</returns>
    public static bool TryReadConcatenation(ReadOnlySpan<byte> userData, out Concatenation part)
    {
        part = Concatenation.Whole;
        if (userData.IsEmpty || userData[0] >= userData.Length) return false;
        var found = false;
        var rest = userData.Slice(1, userData[0]);
        while (rest.Length >= 2 && rest[1] <= rest.Length - 2)
        {
            var value = rest.Slice(2, rest[1]);
            if (rest[0] == Concatenated8 && value.Length == 3 && Concatenation.IsSound(value[1], value[2]))
            {
                part = new Concatenation(value[0], value[1], value[2]);
                found = true;
            }
            else if (rest[0] == Concatenated16 && value.Length == 4 && Concatenation.IsSound(value[2], value[3]))
            {
                part = new Concatenation(value[0] << 8 | value[1], value[2], value[3]);
                found = true;
            }

            rest = rest[(2 + value.Length)..];
        }

        return found;
    }
}
