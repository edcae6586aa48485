using System.Globalization;
using System.Net;
using MimeKit;

namespace Tidegate.Notify.Settings;

/// <summary>Says what of the mail server's settings will not do.</summary>
internal static class SmtpCheck
{
    public static void Check(SmtpSettings smtp, string key, List<SettingError> errors)
    {
        if (Uri.CheckHostName(smtp.Host) == UriHostNameType.Unknown) errors.Add(new SettingError($"{key}.host", smtp.Host, "a host name or address"));
        if (smtp.Port is < 1 or > 65535) errors.Add(new SettingError($"{key}.port", smtp.Port.ToString(CultureInfo.InvariantCulture), "1 to 65535"));
        if (smtp.Tls is not ("starttls" or "implicit" or "none")) errors.Add(new SettingError($"{key}.tls", smtp.Tls, "starttls, implicit or none"));
        if (smtp.Tls == "none" && !IsLoopback(smtp.Host)) errors.Add(new SettingError($"{key}.tls", smtp.Tls, "starttls or implicit, because the host is not loopback"));
        if (smtp.Tls == "none" && smtp.User is not null && !IsLoopback(smtp.Host)) errors.Add(new SettingError($"{key}.user", smtp.User, "no user without TLS"));
        if (!MailboxAddress.TryParse(smtp.From, out _)) errors.Add(new SettingError($"{key}.from", smtp.From, "a mail address"));
        if ((smtp.User is null) != (smtp.Password is null)) errors.Add(new SettingError($"{key}.password", smtp.Password is null ? SettingsCheck.Missing : SettingsCheck.Hidden, "user and password together, or neither"));
        if (smtp.TrustedCertificates is { } file && !File.Exists(file)) errors.Add(new SettingError($"{key}.trusted_certificates", file, "a file that is there"));
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
