namespace Tidegate.Pricing;

/// <summary>Amounts as they were written. They are kept as a <see cref="float"/>, which of a million messages shows in the sum.</summary>
internal static class StatedMoney
{
    // Every decimal of up to seven digits comes back as it was written; beyond that a float does not hold it.
    private const float Largest = 1e15f;
    private const double Digits = 1e7;

    /// <summary>The amount that a float was read from, to seven digits: sums of them are exact.</summary>
    public static decimal Of(float amount) => amount is > -Largest and < Largest ? (decimal)amount : 0m;

    /// <summary>As <see cref="Of"/>, null for one that is not stated.</summary>
    public static decimal? OrNull(float amount) => float.IsNaN(amount) ? null : Of(amount);

    /// <summary>As <see cref="Of"/>, for what each message adds to: a quarter of the time, and sums that are off by far less than a cent. Not a number and infinities stay so.</summary>
    public static double Near(float amount)
    {
        var (size, unit) = (Math.Abs(amount), Digits);
        if (size >= 1) for (var tens = 1.0; tens <= size && unit > 1; tens *= 10) unit /= 10;
        else if (size < 0.1f) unit *= 10;
        return Math.Round(amount * unit) / unit;
    }
}
