using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using MimeKit;
using Xunit;

namespace Tidegate.Notify.Tests.Senders;

/// <summary>A test that needs Debian's python3-aiosmtpd.</summary>
internal sealed class SmtpFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> Installed = new(() =>
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo(SmtpServer.Python, ["-c", "import aiosmtpd"]) { RedirectStandardError = true, UseShellExecute = false })!;
            python.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public SmtpFactAttribute()
    {
        if (!Installed.Value) Skip = "needs a real SMTP server: apt-get install python3-aiosmtpd";
    }
}

/// <summary>aiosmtpd in a process of its own, with a certificate of its own.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    public const string Python = "/usr/bin/python3";

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private SmtpServer(Process process, string certificate) => (_process, Certificate) = (process, certificate);

    public string Certificate { get; }

    public int Port { get; private set; }

    public static async Task<SmtpServer> StartAsync(string mode, string folder, string name = "localhost")
    {
        var (certificate, key) = WriteCertificate(folder, name);
        var process = Process.Start(new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, "Senders", "smtp_server.py"), mode, certificate, key])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var server = new SmtpServer(process, certificate);
        _ = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line) await server._lines.Writer.WriteAsync(line);
            server._lines.Writer.Complete();
        });
        server.Port = int.Parse(await server.LineAsync(), CultureInfo.InvariantCulture);
        return server;
    }

    /// <summary>The next line that the server prints.</summary>
    public async Task<string> LineAsync() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>The next mail that it took.</summary>
    public async Task<(JsonElement Envelope, MimeMessage Mail)> MailAsync()
    {
        var envelope = JsonDocument.Parse(await LineAsync()).RootElement;
        return (envelope, await MimeMessage.LoadAsync(new MemoryStream(envelope.GetProperty("data").GetBytesFromBase64())));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static (string Certificate, string Key) WriteCertificate(string folder, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        var (certificateFile, keyFile) = (Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificateFile, keyFile);
    }
}
