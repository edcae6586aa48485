using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Tidegate.Notify.Senders.Mail;

/// <summary>Trusts a mail server's certificate when it is one of a file, or signed by one, and has the right name.</summary>
internal sealed class MailTrust
{
    private readonly X509Certificate2Collection _trusted = [];

    private MailTrust() { }

    /// <exception cref="System.Security.Cryptography.CryptographicException">The file holds no certificate.</exception>
    public static MailTrust Load(string file)
    {
        var trust = new MailTrust();
        trust._trusted.ImportFromPemFile(file);
        return trust;
    }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        ours.ChainPolicy.CustomTrustStore.AddRange(_trusted);
        if (chain is not null) ours.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        using var presented = new X509Certificate2(certificate);
        return ours.Build(presented);
    }
}
