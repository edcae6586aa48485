namespace Tidegate.Numbering;

/// <summary>What a number is, by its numbering plan.</summary>
public enum NumberType : byte
{
    /// <summary>No plan knows it.</summary>
    Unallocated = 0,

    /// <summary>Mobile.</summary>
    Mobile,

    /// <summary>Fixed line.</summary>
    Fixed,

    /// <summary>Fixed or mobile; the plan does not tell them apart.</summary>
    FixedOrMobile,

    /// <summary>Premium rate.</summary>
    Premium,

    /// <summary>Shared cost.</summary>
    SharedCost,

    /// <summary>Toll free.</summary>
    TollFree,

    /// <summary>Voice over IP.</summary>
    Voip,

    /// <summary>Personal number.</summary>
    Personal,

    /// <summary>Pager.</summary>
    Pager,

    /// <summary>Universal access number.</summary>
    UniversalAccess,

    /// <summary>Voice mail.</summary>
    Voicemail,

    /// <summary>Satellite and other international networks (+870, +878, +881, +882, +883).</summary>
    Satellite,
}

/// <summary>What the numbering plan says of a destination. Ids are those of <see cref="NumberPlan"/>.</summary>
/// <param name="Country">Id in <see cref="NumberPlan.CountryName"/>; 0 when no country is known.</param>
/// <param name="Network">Id in <see cref="NumberPlan.NetworkName"/> of the network the block was given to; 0 when not known.</param>
/// <param name="Type">Number type.</param>
/// <param name="Portable">True where numbers can be ported, so the network is the original one only.</param>
/// <param name="LengthValid">Whether the number has a length that its plan allows.</param>
public readonly record struct NumberInfo(ushort Country, ushort Network, NumberType Type, bool Portable, bool LengthValid)
{
    /// <summary>Id in <see cref="NumberPlan.OperatorName"/> of the operator the block was given to; 0 when not known. Known more often than <see cref="Network"/>.</summary>
    public ushort Operator { get; init; }
}
