using Shouldly;
using Tidegate.Simulation.Generation;
using Xunit;

namespace Tidegate.Simulation.Tests.Generation;

public sealed class RngTests
{
    private const int N = 200_000;

    [Theory]
    [InlineData(0.3)]
    [InlineData(4)]
    [InlineData(50)]
    public void Poisson_has_its_mean_and_variance(double mean)
    {
        var (m, v) = Moments(static (r, x) => r.Poisson(x), mean);
        m.ShouldBe(mean, 0.02 * mean);
        v.ShouldBe(mean, 0.04 * mean);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    [InlineData(25)]
    public void Gamma_has_mean_one_and_variance_one_over_shape(double shape)
    {
        var (m, v) = Moments(static (r, x) => r.Gamma(x), shape);
        m.ShouldBe(1, 0.02);
        v.ShouldBe(1 / shape, 0.05 / shape);
    }

    [Fact]
    public void Normal_is_standard()
    {
        var (m, v) = Moments(static (r, _) => r.Normal(), 0);
        m.ShouldBe(0, 0.01);
        v.ShouldBe(1, 0.02);
    }

    // The reference xoshiro256** seeded with splitmix64(42), as in Rust's rand_xoshiro.
    [Fact]
    public void Seeds_of_published_worlds_keep_their_stream()
    {
        var rng = new Rng(42);
        ulong[] bits = [rng.NextBits(), rng.NextBits(), rng.NextBits()];
        bits.ShouldBe(new ulong[] { 1546998764402558742, 6990951692964543102, 12544586762248559009 });
    }

    private static (double Mean, double Variance) Moments(Func<Rng, double, double> draw, double parameter)
    {
        var rng = new Rng(11);
        double sum = 0, squares = 0;
        for (var k = 0; k < N; k++)
        {
            var x = draw(rng, parameter);
            sum += x;
            squares += x * x;
        }

        return (sum / N, (squares / N) - (sum / N * (sum / N)));
    }
}
