using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class NameTableTests
{
    /// <summary>A reader runs ahead of detection, and both name networks.</summary>
    [Fact]
    public void Intern_FromSeveralThreads_GivesEveryNameOneIdOfItsOwn()
    {
        const int Names = 20_000;
        var table = new NameTable("network");
        var ids = new int[4][];
        Parallel.For(0, ids.Length, t => ids[t] = [.. Enumerable.Range(0, Names).Select(i => table.Intern($"n{(t % 2 == 0 ? i : Names - 1 - i)}"))]);

        table.Count.ShouldBe(Names + 2);
        for (var i = 0; i < Names; i++)
        {
            table[ids[0][i]].ShouldBe($"n{i}");
            ids[2][i].ShouldBe(ids[0][i]);
            ids[1][Names - 1 - i].ShouldBe(ids[0][i]);
        }
    }
}
