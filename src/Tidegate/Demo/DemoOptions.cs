namespace Tidegate.Demo;

/// <summary>How the demo runs.</summary>
internal sealed record DemoOptions
{
    /// <summary>Simulated seconds a second. Default 30; 1 to 3,600. More: the attack comes sooner and lines go by faster.</summary>
    public double Speed { get; init; } = 30;

    /// <summary>Port of the API on loopback; 0 for any that is free. Default 5080.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>Seed of the simulated world. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>New or empty directory for all data; null for a temporary one that goes away.</summary>
    public string? Data { get; init; }

    /// <summary>Simulated minutes after which it ends by itself; null: the whole attack, and then it goes on serving until it is stopped.</summary>
    public int? Minutes { get; init; }
}
