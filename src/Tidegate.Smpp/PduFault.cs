namespace Tidegate.Smpp;

/// <summary>Why a body is not what its command says.</summary>
/// <param name="Field">The parameter, by its name in SMPP 3.4; null where there is no fault.</param>
/// <param name="Offset">Where the parameter begins, octets from the start of the body.</param>
/// <param name="Expected">What should have been there.</param>
public readonly record struct PduFault(string? Field, int Offset, string? Expected)
{
    /// <summary>Whether there is a fault.</summary>
    public bool IsFault => Field is not null;

    public override string ToString() => IsFault ? $"{Field} at octet {Offset} of the body: expected {Expected}" : "no fault";
}
