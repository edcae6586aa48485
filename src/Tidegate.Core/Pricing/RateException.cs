namespace Tidegate.Pricing;

/// <summary>A price list will not do: which row, which key, what stands there, what was expected.</summary>
public sealed class RateException(int row, string key, string value, string expected)
    : Exception($"row {row}: {key}: '{value}' will not do; expected {expected}")
{
    /// <summary>The row, from 1; the header of a CSV is not counted. 0 for the list as a whole.</summary>
    public int Row => row;

    /// <summary>The key, or column.</summary>
    public string Key => key;

    /// <summary>What stands there, shortened.</summary>
    public string Value => value;

    /// <summary>What was expected.</summary>
    public string Expected => expected;
}
