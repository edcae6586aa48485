namespace Tidegate.Enforcement;

/// <summary>Kinds of standing order, in their fixed order of precedence: the first that covers a message decides.</summary>
public enum OrderKind
{
    /// <summary>An operator's block that nothing overrides, not even an allowlist.</summary>
    HoldBlock = 0,

    /// <summary>An allowlist entry.</summary>
    Allow = 1,

    /// <summary>An operator's block.</summary>
    OperatorBlock = 2,

    /// <summary>A block that detection and policy decided.</summary>
    AutomaticBlock = 3,

    /// <summary>A throttle, whoever ordered it.</summary>
    Throttle = 4,

    /// <summary>Watch and tell; let pass. Never changes a verdict.</summary>
    Monitor = 5,
}
