namespace Tidegate.Pricing;

/// <summary>Amounts as they were written. They are kept as a <see cref="float"/>, which is off by three in a hundred million: of a million messages that shows in the sum.</summary>
internal static class StatedMoney
{
    // What is written has at most seven digits that count; a float gives six of any number back, and seven of most.
    private const double Digits = 1e7;

    /// <summary>The amount that was written, where it has no more than seven digits.</summary>
    /// <param name="amount">The amount as it is kept; not a number and infinities stay so.</param>
    public static double Of(float amount)
    {
        var (size, unit) = (Math.Abs(amount), Digits);
        if (size >= 1) for (var tens = 1.0; tens <= size && unit > 1; tens *= 10) unit /= 10;
        else if (size < 0.1f) unit *= 10;
        return Math.Round(amount * unit) / unit;
    }
}
