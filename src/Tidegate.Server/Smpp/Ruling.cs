namespace Tidegate.Server.Smpp;

/// <summary>What is done with a submission.</summary>
internal enum Ruling
{
    /// <summary>It is passed on.</summary>
    Pass,

    /// <summary>It is blocked.</summary>
    Block,

    /// <summary>It goes over the contracted rate: the client is to slow down.</summary>
    OverRate,

    /// <summary>No verdict could be given and the account is closed then.</summary>
    Fail,
}
