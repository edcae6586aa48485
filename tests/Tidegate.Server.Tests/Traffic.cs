using System.Text.Json.Nodes;
using Xunit;

namespace Tidegate.Server.Tests;

/// <summary>A day of traffic with one attack, made once by the executable's own `simulate`.</summary>
public sealed class AttackedTraffic : IDisposable
{
    /// <summary>A time within the attack: by then it is blocked, and goes on.</summary>
    public const string WithinAttack = "2026-03-03T12:00";

    /// <summary>The customer that is attacked.</summary>
    public const string Victim = "duneparcel3";

    /// <summary>A number of the attacked range that was never messaged.</summary>
    public const string FreshNumber = "+855975159999";

    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-world-").FullName;

    public AttackedTraffic()
    {
        var (status, _, error) = Child.Run(null, "simulate", "sample", "--seed", "1", "--out", _folder, "--plain");
        if (status != 0) throw new InvalidOperationException(error);
        Lines = File.ReadAllLines(Path.Combine(_folder, "events.ndjson"));
        Supplier = JsonNode.Parse(Lines.First(l => l.Contains("\"supplier\"", StringComparison.Ordinal)))!["supplier"]!.GetValue<string>();
        UntilAttack = [.. Lines.TakeWhile(l => string.CompareOrdinal(JsonNode.Parse(l)!["time"]!.GetValue<string>(), WithinAttack) < 0)];
    }

    /// <summary>A supplier.</summary>
    public string Supplier { get; }

    /// <summary>All events.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Those up to <see cref="WithinAttack"/>.</summary>
    public IReadOnlyList<string> UntilAttack { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

[CollectionDefinition("attacked traffic")]
public sealed class AttackedTrafficCollection : ICollectionFixture<AttackedTraffic>;
