using Xunit;

namespace Tidegate.Server.Tests.Smpp.Peers;

/// <summary>A test that needs Debian's Kannel and node-smpp.</summary>
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute() => Skip = Peer.Missing;
}

/// <summary>The same with cases.</summary>
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute() => Skip = Peer.Missing;
}

/// <summary>What is there of the peers.</summary>
internal static class Peer
{
    public static string? Missing { get; } =
        !File.Exists(Kannel.Bearerbox) ? "needs Kannel: apt-get install kannel"
        : !Directory.Exists(Path.Combine(NodeSmsc.Folder, "node_modules", "smpp")) ? "needs node-smpp: npm ci in " + NodeSmsc.Folder
        : null;
}
