namespace Tidegate.Reporting.Reconciliation;

/// <summary>How messages of two files are taken for the same message.</summary>
public enum MatchBy
{
    /// <summary>By id; by contents too when fewer than half of the smaller file's messages have an id that both know.</summary>
    Auto,

    /// <summary>By message id and destination alone.</summary>
    Id,

    /// <summary>By destination, party and time alone.</summary>
    Contents,

    /// <summary>By id, and what is then left by contents.</summary>
    Both,
}

/// <summary>Which of our two amounts is compared.</summary>
public enum ComparedAmount
{
    /// <summary>What the customer pays: for a customer's own log.</summary>
    Price,

    /// <summary>What the supplier takes: for a supplier's invoice.</summary>
    Cost,
}

/// <summary>How two files are reconciled.</summary>
public sealed record ReconcileOptions
{
    /// <summary>What makes two messages the same.</summary>
    public MatchBy MatchBy { get; init; } = MatchBy.Auto;

    /// <summary>By how much the times of the same message may differ when it is matched by contents.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The amount of ours that is compared; theirs is the same field, or the other one where they state only that.</summary>
    public ComparedAmount Amount { get; init; } = ComparedAmount.Price;

    /// <summary>Largest difference of two amounts that counts as equal, in units of the currency; default 0.000001.</summary>
    public double AmountTolerance { get; init; } = 0.000_001;

    /// <summary>Differences before this time are counted as outside; null for none.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Differences from this time on are counted as outside; null for none.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Most ranges kept in the report, those with most money at stake first.</summary>
    public int MaxRanges { get; init; } = 1000;

    /// <summary>Where the temporary files go; null for the system's temporary directory.</summary>
    public string? TemporaryFolder { get; init; }
}
