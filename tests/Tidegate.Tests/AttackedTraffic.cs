using Shouldly;
using Xunit;

namespace Tidegate.Tests;

/// <summary>Traffic with attacks in it, made once by the executable's own `simulate`.</summary>
public sealed class AttackedTraffic : IDisposable
{
    private readonly Scratch _scratch = new();

    public AttackedTraffic()
    {
        var made = TidegateProcess.Run("simulate", "sample", "--seed", "1", "--out", _scratch.Folder, "--plain");
        made.Status.ShouldBe(0, made.Error);
    }

    /// <summary>The events, NDJSON.</summary>
    public string Events => _scratch.Path("events.ndjson");

    /// <summary>The world's folder.</summary>
    public string Folder => _scratch.Folder;

    public void Dispose() => _scratch.Dispose();
}

[CollectionDefinition("attacked traffic")]
public sealed class AttackedTrafficCollection : ICollectionFixture<AttackedTraffic>;
