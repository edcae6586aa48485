using System.Net;
using System.Net.Sockets;
using Tidegate.Server.Settings;

namespace Tidegate.Doctor;

/// <summary>Looks at the addresses that the service listens on.</summary>
internal static class AddressChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A finding for each address.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="running">Whether a service runs on the data.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<IReadOnlyList<Finding>> LookAsync(ServeOptions options, bool running, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        foreach (var url in options.Urls.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            findings.Add(running ? await AskAsync(url, cancel) : Bind(url));
        return findings;
    }

    private static async Task<Finding> AskAsync(string url, CancellationToken cancel)
    {
        using var client = new HttpClient { Timeout = Patience };
        try
        {
            var address = new UriBuilder(url.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal)) { Path = "/health/ready" };
            using var answer = await client.GetAsync(address.Uri, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            return answer.IsSuccessStatusCode
                ? new Finding(Health.Good, "service", $"{url} is ready")
                : new Finding(Health.Bad, "service", $"{url} is not ready: {text}", "the checks in its answer say what; its log says since when");
        }
        catch (Exception e) when (e is HttpRequestException or UriFormatException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return new Finding(Health.Doubtful, "service", $"a service runs on this data, but {url} does not answer: {e.Message}", "give doctor the --config and --urls that the service runs with");
        }
    }

    private static Finding Bind(string url)
    {
        if (!Uri.TryCreate(url.Replace("://*", "://0.0.0.0", StringComparison.Ordinal).Replace("://+", "://0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri))
            return new Finding(Health.Bad, "port", $"'{url}' is no address", "write it as http://127.0.0.1:5080");
        try
        {
            var host = IPAddress.TryParse(uri.Host, out var literal) ? literal : IPAddress.Loopback;
            using var listener = new TcpListener(host, uri.Port);
            listener.Start();
            return new Finding(Health.Good, "port", $"{url} is free");
        }
        catch (SocketException e)
        {
            return new Finding(Health.Bad, "port", $"{url} cannot be listened on: {e.Message}", $"'ss -ltnp sport = :{uri.Port}' names who has it; or take another port with 'urls'");
        }
    }
}
