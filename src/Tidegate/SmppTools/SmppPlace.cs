using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tidegate.Output;
using Tidegate.Smpp.Sessions;

namespace Tidegate.SmppTools;

/// <summary>Where tools bind.</summary>
internal static class SmppPlace
{
    /// <summary>Reads HOST:PORT.</summary>
    public static (string Host, int Port)? Read(string text) =>
        Uri.TryCreate("smpp://" + text, UriKind.Absolute, out var uri) && uri.Port >= 0 && uri.PathAndQuery is "" or "/" ? (uri.DnsSafeHost, uri.Port) : null;

    /// <summary>Binds.</summary>
    /// <exception cref="IOException">Nobody listens there, or the bind is refused (<see cref="SmppBindException"/>).</exception>
    public static async Task<SmppSession> BindAsync(SmppClientOptions options, CancellationToken cancel)
    {
        try
        {
            return await SmppClient.BindAsync(options, cancel);
        }
        catch (SocketException e)
        {
            throw new IOException($"{options.Host}:{options.Port} cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>TLS towards a host.</summary>
    /// <param name="host">The name that its certificate must have.</param>
    /// <param name="ca">A PEM file of whom to trust alone; null for those of the machine.</param>
    /// <exception cref="UserErrorException">The file will not do.</exception>
    public static SslClientAuthenticationOptions Tls(string host, string? ca)
    {
        if (ca is null) return new SslClientAuthenticationOptions { TargetHost = host };
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(ca);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new UserErrorException($"--ca: '{ca}' will not do; expected a PEM file that can be read: {e.Message}");
        }

        return new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = policy };
    }
}
