namespace Tidegate.Smpp;

/// <summary>An address as its sender wrote it. Ton and npi are often wrong: clients send international digits as national.</summary>
public readonly ref struct SmppAddress(byte ton, byte npi, ReadOnlySpan<byte> digits)
{
    /// <summary>Type of number of SMPP 3.4, 5.2.5: 1 international, 2 national, 5 alphanumeric.</summary>
    public byte Ton { get; } = ton;

    /// <summary>Numbering plan of SMPP 3.4, 5.2.6: 1 E.164.</summary>
    public byte Npi { get; } = npi;

    /// <summary>The address without its NUL; ASCII in practice, letters where alphanumeric.</summary>
    public ReadOnlySpan<byte> Digits { get; } = digits;
}
