using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tidegate.Server.Tests.Smpp.Peers;

/// <summary>A real customer: Debian's Kannel, which binds to the proxy and is told over HTTP what to send.</summary>
internal sealed class Kannel : IDisposable
{
    public const string Bearerbox = "/usr/sbin/bearerbox";
    private const string Smsbox = "/usr/sbin/smsbox";

    private readonly Process _bearerbox;
    private readonly Process _smsbox;
    private readonly HttpClient _http;
    private readonly int _admin;

    private Kannel(Process bearerbox, Process smsbox, int admin, int sendsms)
    {
        (_bearerbox, _smsbox, _admin) = (bearerbox, smsbox, admin);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sendsms}") };
    }

    /// <summary>Starts it and waits until it is bound.</summary>
    /// <param name="folder">Where its configuration goes.</param>
    /// <param name="port">Where it binds.</param>
    /// <param name="transceiver">One bind for both ways, or one for each.</param>
    /// <param name="more">More lines for its link, each with its newline.</param>
    public static async Task<Kannel> StartAsync(string folder, int port, bool transceiver, string more = "")
    {
        var (admin, box, sendsms) = (Ports.Free(), Ports.Free(), Ports.Free());
        var file = Path.Combine(folder, "kannel.conf");
        // Kannel has transmitter and receiver as two links of one id.
        var links = string.Join('\n', (transceiver ? new[] { $"port = {port}\ntransceiver-mode = true" } : [$"port = {port}", $"receive-port = {port}"]).Select(one => Link(one, more)));
        await File.WriteAllTextAsync(file, string.Create(CultureInfo.InvariantCulture, $"""
            group = core
            admin-port = {admin}
            admin-password = secret
            admin-interface = 127.0.0.1
            smsbox-port = {box}
            smsbox-interface = 127.0.0.1
            box-allow-ip = 127.0.0.1
            dlr-storage = internal

            {links}
            group = smsbox
            bearerbox-host = 127.0.0.1
            sendsms-port = {sendsms}
            sendsms-interface = 127.0.0.1

            group = sendsms-user
            username = tester
            password = secret
            max-messages = 10
            concatenation = true

            group = sms-service
            keyword = default
            max-messages = 0
            text = none

            """));
        var bearerbox = Start(Bearerbox, file);
        await Wait.UntilAsync(() => Answers(box)); // smsbox tries to connect once
        var kannel = new Kannel(bearerbox, Start(Smsbox, file), admin, sendsms);
        try
        {
            await Wait.UntilAsync(() => kannel.IsOnline(transceiver ? 1 : 2));
            return kannel;
        }
        catch
        {
            kannel.Dispose();
            throw;
        }
    }

    /// <summary>Hands it a message to send.</summary>
    /// <param name="to">Number.</param>
    /// <param name="text">Text as its parameters have it: percent-encoded.</param>
    /// <param name="coding">0 GSM, 1 octets, 2 UCS-2.</param>
    /// <param name="dlr">Where to tell what became of it; null for nowhere.</param>
    public async Task SendAsync(string to, string text, int coding = 0, string? dlr = null)
    {
        var url = new StringBuilder($"/cgi-bin/sendsms?username=tester&password=secret&from=ACME&to={to}&coding={coding}&text={text}");
        if (coding != 1) url.Append("&charset=UTF-8");
        if (dlr is not null) url.Append("&dlr-mask=31&dlr-url=").Append(Uri.EscapeDataString(dlr));
        using var answer = await _http.GetAsync(new Uri(url.ToString(), UriKind.Relative));
        var said = await answer.Content.ReadAsStringAsync();
        if ((int)answer.StatusCode != 202) throw new InvalidOperationException($"Kannel did not take the message: {(int)answer.StatusCode} {said}");
    }

    public void Dispose()
    {
        foreach (var process in new[] { _smsbox, _bearerbox })
        {
            if (!process.HasExited) process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _http.Dispose();
    }

    private static string Link(string ports, string more) => $"""
        group = smsc
        smsc = smpp
        smsc-id = tidegate
        host = 127.0.0.1
        {ports}
        smsc-username = acme
        smsc-password = secret77
        system-type = VMA
        msg-id-type = 0
        reconnect-delay = 1
        enquire-link-interval = 5
        {more}

        """;

    private bool IsOnline(int links)
    {
        try
        {
            var status = _http.GetStringAsync(new Uri($"http://127.0.0.1:{_admin}/status.txt?password=secret")).GetAwaiter().GetResult();
            return status.Split("(online").Length > links && status.Contains("smsbox:", StringComparison.Ordinal) && Answers(_http.BaseAddress!.Port);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static bool Answers(int port)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static Process Start(string program, string file)
    {
        var process = Process.Start(new ProcessStartInfo(program, ["-v", "4", file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
