namespace Tidegate.Decisions;

/// <summary>What a rule of the policy does about an attack, from the mildest on.</summary>
public enum Reaction
{
    /// <summary>Keep the incident, tell nobody, let pass.</summary>
    Monitor,

    /// <summary>Tell, and let pass.</summary>
    Notify,

    /// <summary>Tell, and let a trickle through.</summary>
    Throttle,

    /// <summary>Tell, and refuse.</summary>
    Block,
}
