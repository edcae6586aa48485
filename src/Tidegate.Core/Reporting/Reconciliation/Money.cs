namespace Tidegate.Reporting.Reconciliation;

/// <summary>Amounts as they were written: sums of them are exact.</summary>
internal static class Money
{
    // Every decimal of up to seven digits comes back as it was written; beyond that a float does not hold it.
    private const float Largest = 1e15f;

    /// <summary>The amount that a float was read from, to seven digits.</summary>
    public static decimal Of(float amount) => amount is > -Largest and < Largest ? (decimal)amount : 0m;

    /// <summary>As <see cref="Of"/>, null for one that is not stated.</summary>
    public static decimal? OrNull(float amount) => float.IsNaN(amount) ? null : Of(amount);
}
