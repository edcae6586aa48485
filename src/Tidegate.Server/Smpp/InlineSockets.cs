namespace Tidegate.Server.Smpp;

/// <summary>Has the runtime go on with what waits for a socket on the thread that hears of it, instead of waking another: a hop less for each batch of
/// PDUs (bench/results/README.md). Nothing on the way of a PDU waits for another socket, and a connection that always has more gives the thread
/// back (<see cref="Tidegate.Smpp.SmppConnection.WaitAsync"/>).</summary>
internal static class InlineSockets
{
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Asks for it; to be called before the first socket is used. What is set from outside stays.</summary>
    public static void Ask()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null) Environment.SetEnvironmentVariable(Switch, "1");
    }
}
