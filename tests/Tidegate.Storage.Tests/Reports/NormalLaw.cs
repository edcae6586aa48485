namespace Tidegate.Storage.Tests.Reports;

/// <summary>The standard normal law, of which <see cref="Random"/> has no draws.</summary>
internal static class NormalLaw
{
    /// <summary>A draw (Box and Muller, Ann. Math. Stat. 1958).</summary>
    public static double Draw(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
