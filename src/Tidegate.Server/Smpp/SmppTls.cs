using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Tidegate.Server.Smpp;

/// <summary>TLS towards clients.</summary>
/// <param name="Certificate">With its key, and what is between it and its root.</param>
/// <param name="ClientRoots">Whose certificates clients must have; null where none is asked for.</param>
internal sealed record ListenerTls(SslStreamCertificateContext Certificate, X509Certificate2Collection? ClientRoots)
{
    /// <summary>Reads PEM files.</summary>
    /// <param name="certificate">The certificate, then those between it and its root.</param>
    /// <param name="key">Its key; may be the same file.</param>
    /// <param name="clientRoots">Roots of clients' certificates; empty for none.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Not such a file.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static ListenerTls Read(string certificate, string key, string clientRoots)
    {
        var all = Tls.Roots(certificate);
        return new ListenerTls(SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(certificate, key), all, offline: true), clientRoots.Length > 0 ? Tls.Roots(clientRoots) : null);
    }

    /// <summary>Shakes hands.</summary>
    /// <exception cref="AuthenticationException">The client has no certificate that will do, or is not TLS.</exception>
    public async Task<Stream> AcceptAsync(Stream stream, CancellationToken cancel)
    {
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = Certificate,
                EnabledSslProtocols = Tls.Protocols,
                ClientCertificateRequired = ClientRoots is not null,
                CertificateChainPolicy = ClientRoots is null ? null : Tls.Trusting(ClientRoots, "1.3.6.1.5.5.7.3.2"),
            },
            cancel);
        return tls;
    }
}

/// <summary>TLS towards an SMSC.</summary>
/// <param name="Name">The name that its certificate must have.</param>
/// <param name="Roots">Whom to trust; null for those of the machine.</param>
/// <param name="Verify">False takes any certificate: for trials alone.</param>
internal sealed record UpstreamTls(string Name, X509Certificate2Collection? Roots, bool Verify)
{
    /// <summary>As the handshake is told it.</summary>
    public SslClientAuthenticationOptions Handshake
    {
        get
        {
#pragma warning disable CA5359 // takes any certificate where its owner has written `unverified`
            RemoteCertificateValidationCallback any = static (_, _, _, _) => true;
#pragma warning restore CA5359
            return new SslClientAuthenticationOptions
            {
                TargetHost = Name,
                EnabledSslProtocols = Tls.Protocols,
                CertificateChainPolicy = Roots is null ? null : Tls.Trusting(Roots, "1.3.6.1.5.5.7.3.1"),
                RemoteCertificateValidationCallback = Verify ? null : any,
            };
        }
    }
}

/// <summary>What both ways have in common.</summary>
internal static class Tls
{
    public const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The certificates of a PEM file.</summary>
    public static X509Certificate2Collection Roots(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0 ? roots : throw new System.Security.Cryptography.CryptographicException("it has no certificate in PEM form");
    }

    /// <summary>Trust in these roots alone, for one use.</summary>
    public static X509ChainPolicy Trusting(X509Certificate2Collection roots, string use)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        policy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(use));
        return policy;
    }
}
