using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Tidegate.Notifications;
using Tidegate.Notify.Settings;
using Tidegate.Traffic.Reading;

namespace Tidegate.Notify.Senders.Mail;

/// <summary>Sends notices by mail, over TLS.</summary>
internal sealed class MailSender(SmtpSettings settings, IReadOnlyList<string> to, MailWriter writer, TimeSpan timeout, TimeProvider time) : IChannelSender
{
    private readonly MailTrust? _trust = settings.TrustedCertificates is { } file ? MailTrust.Load(file) : null;

    public async Task<SendOutcome> SendAsync(string messageId, Notice notice, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var message = writer.Write(messageId, notice, settings.From, to);
            using var client = new LenientSmtpClient { Timeout = (int)timeout.TotalMilliseconds };
            if (_trust is not null) client.ServerCertificateValidationCallback = _trust.Accepts;
            await client.ConnectAsync(settings.Host, settings.Port, Tls(), either.Token);
            if (settings is { User: { } user, Password: { } password }) await client.AuthenticateAsync(user, password, either.Token);
            await client.SendAsync(message, either.Token);
            // From here on the server has it: whatever else happens, another attempt would send it twice.
            await Quit(client, either.Token);
            return client.Rejected.Count == 0 ? SendOutcome.Delivered : new SendOutcome(SendResult.Delivered, $"{client.Rejected.Count} of {to.Count} addresses were refused: {Masked(client.Rejected[0])}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SendOutcome(SendResult.Failed, $"the mail server did not answer within {timeout.TotalSeconds:0} seconds");
        }
        catch (SmtpCommandException e)
        {
            return new SendOutcome((int)e.StatusCode >= 500 && (e.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted) ? SendResult.Refused : SendResult.Failed, Masked($"SMTP {(int)e.StatusCode}: {e.Message}"));
        }
        catch (Exception e) when (e is System.Security.Authentication.AuthenticationException or AuthenticationException or SslHandshakeException or SmtpProtocolException or ServiceNotConnectedException or NotSupportedException or IOException or SocketException)
        {
            return new SendOutcome(SendResult.Failed, Masked($"{e.GetType().Name}: {e.Message.Split('\n')[0]}"));
        }
    }

    private SecureSocketOptions Tls() => settings.Tls switch
    {
        "implicit" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private static async Task Quit(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or SmtpProtocolException or SmtpCommandException)
        {
            // The mail was taken; how the connection ends does not matter.
        }
    }

    private string Masked(string text)
    {
        if (settings.Password is { Length: >= 4 } password) text = text.Replace(password, SettingsCheck.Hidden, StringComparison.Ordinal);
        return PhoneMask.Apply(System.Text.Encoding.UTF8.GetBytes(text));
    }

    // One bad address does not keep the mail from the others.
    private sealed class LenientSmtpClient : SmtpClient
    {
        public LenientSmtpClient() => CheckCertificateRevocation = false;

        public List<string> Rejected { get; } = [];

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) => Rejected.Add($"{(int)response.StatusCode} {response.Response}");

        protected override void OnNoRecipientsAccepted(MimeMessage message) =>
            throw new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, Rejected.TrueForAll(r => r.StartsWith('5')) ? SmtpStatusCode.MailboxUnavailable : SmtpStatusCode.MailboxBusy, "no address was accepted: " + string.Join("; ", Rejected.Take(1)));
    }
}
