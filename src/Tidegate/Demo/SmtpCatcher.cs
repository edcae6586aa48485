using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Tidegate.Demo;

/// <summary>A mail that was caught.</summary>
internal sealed record CaughtMail(string To, string Subject);

/// <summary>A mail server on loopback that takes every mail, keeps it as a file, and passes it on to nobody.</summary>
internal sealed class SmtpCatcher : IAsyncDisposable
{
    private const int MostBytes = 4 << 20;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _folder;
    private readonly Action<CaughtMail> _caught;
    private readonly Task _accepting;
    private int _count;

    /// <summary>Starts to listen.</summary>
    /// <param name="folder">Where mails are kept.</param>
    /// <param name="caught">Hears of each mail; from any thread.</param>
    public SmtpCatcher(string folder, Action<CaughtMail> caught)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _caught = caught;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (; ; )
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await TalkAsync(client);
                }
                catch (Exception e) when (e is IOException or FormatException)
                {
                    // One who hangs up or sends no mail costs himself only.
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await using var writer = new StreamWriter(stream, Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
        var to = new List<string>();
        await writer.WriteLineAsync("220 tidegate demo");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            var verb = line.Length >= 4 ? line[..4].ToUpperInvariant() : "";
            if (verb == "RCPT") to.Add(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('>')[0].Trim(' ', '<'));
            if (verb == "MAIL") to.Clear();
            if (verb == "DATA")
            {
                await writer.WriteLineAsync("354 go ahead");
                Keep(await ReadMailAsync(reader), string.Join(", ", to));
            }

            await writer.WriteLineAsync(verb switch
            {
                "EHLO" or "HELO" or "MAIL" or "RCPT" or "DATA" or "RSET" or "NOOP" => "250 ok",
                "QUIT" => "221 bye",
                _ => "502 not here",
            });
            if (verb == "QUIT") return;
        }
    }

    private async Task<byte[]> ReadMailAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            if (text.Length > MostBytes) throw new IOException("the mail is too long");
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private void Keep(byte[] mail, string to)
    {
        using var stream = new MemoryStream(mail);
        using var message = MimeMessage.Load(stream);
        File.WriteAllBytes(Path.Combine(_folder, $"{++_count:0000}.eml"), mail);
        _caught(new CaughtMail(to, message.Subject ?? ""));
    }
}
