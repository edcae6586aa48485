namespace Tidegate.Doctor;

/// <summary>How a finding is meant.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, but somebody should look.</summary>
    Doubtful,

    /// <summary>The service does not start, or loses what it should keep.</summary>
    Bad,
}

/// <summary>What one look found.</summary>
/// <param name="Health">How it is meant.</param>
/// <param name="Subject">What was looked at.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do; empty when there is nothing to do.</param>
internal sealed record Finding(Health Health, string Subject, string Text, string Remedy = "");
