using System.Collections.Concurrent;
using System.Net;

namespace Tidegate.Server.Tests.Smpp.Peers;

/// <summary>What Kannel calls with the fate of a message: its dlr-url.</summary>
internal sealed class DlrReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly int _port = Ports.Free();

    public DlrReceiver()
    {
        _listener.Prefixes.Add($"http://127.0.0.1:{_port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>The dlr-url for a number: it has the kind of the report (1 delivered, 8 taken by the SMSC, 16 refused by it) and what
    /// the SMSC said.</summary>
    public string Url(string number) => $"http://127.0.0.1:{_port}/dlr/{number}?kind=%d&said=%A";

    /// <summary>Reports by number and kind, with what the SMSC said.</summary>
    public ConcurrentDictionary<(string Number, int Kind), string> Reports { get; } = new();

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var query = context.Request.QueryString;
                Reports[(context.Request.Url!.Segments[^1], int.Parse(query["kind"]!, System.Globalization.CultureInfo.InvariantCulture))] = query["said"] ?? "";
                context.Response.StatusCode = 200;
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // the test is over
        }
    }
}
