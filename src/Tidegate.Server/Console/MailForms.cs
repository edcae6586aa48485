using System.Globalization;
using Tidegate.Notify;
using Tidegate.Notify.Settings;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Console;

/// <summary>What the form of the mail server does: name it, take it away, send a test mail by it.</summary>
internal sealed class MailForms(Operators operators, SettingsEdits edits, LiveSettings settings, Notifier notifier, SecretSeal seal)
{
    /// <summary>Does what a form asks for: save, remove or test.</summary>
    /// <returns>What became of it.</returns>
    /// <exception cref="ProblemException">It will not do, or the mail server did not take the test mail.</exception>
    public async Task<string> ActAsync(IFormCollection form, Caller by, CancellationToken cancel)
    {
        switch (form["do"].ToString())
        {
            case "save":
                MustBeChangedHere();
                await operators.SetSettingAsync<EditedMail>(SettingsEdits.MailId, old => new EditedMail(EditedMail.Sealed(Read(form, old?.Server), seal)), EditedMail.Shown, form["why"].ToString().Trim(), by);
                edits.Apply();
                return "The mail server is in use: send a test mail.";
            case "remove":
                MustBeChangedHere();
                await operators.SetSettingAsync<EditedMail>(SettingsEdits.MailId, _ => new EditedMail((SmtpSettings?)null), EditedMail.Shown, form["why"].ToString().Trim(), by);
                edits.Apply();
                return "There is no mail server any more: channels by e-mail are not used.";
            case "test":
                var to = form["to"].ToString().Trim();
                var result = await notifier.SendTestMail(to, cancel);
                return result.Delivered ? $"The mail server took the test mail to {to}." : throw new ProblemException(StatusCodes.Status502BadGateway, $"the mail server did not take the test mail: {result.Error.TrimEnd('.')}");
            case var other:
                throw ProblemException.Bad("do", other, "save, remove or test");
        }
    }

    /// <summary>The server as it was typed, to be shown again; without its password.</summary>
    public static SmtpSettings Draft(IFormCollection form) => new()
    {
        Host = form["host"].ToString(),
        Port = int.TryParse(form["port"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : new SmtpSettings().Port,
        Tls = form["tls"].ToString(),
        From = form["from"].ToString(),
        User = form["user"].ToString() is { Length: > 0 } user ? user : null,
    };

    private void MustBeChangedHere()
    {
        if (settings.Configured.Notifications.Smtp is { } server) throw new ProblemException(StatusCodes.Status409Conflict, "the configuration names the mail server, so it is changed there", "notifications.smtp", $"{server.Host}:{server.Port}", "no such keys in the configuration");
    }

    private SmtpSettings Read(IFormCollection form, SmtpSettings? kept)
    {
        var user = Text("user");
        if (!int.TryParse(Text("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) throw ProblemException.Bad("port", Text("port") ?? "", "1 to 65535");
        var old = kept is null ? null : EditedMail.Opened(kept, seal);
        var server = new SmtpSettings
        {
            Host = Text("host") ?? "",
            Port = port,
            Tls = form["tls"].ToString(),
            From = Text("from") ?? "",
            User = user,
            // The page does not show it, so nothing typed means as before; but it goes to no other server than it was given for.
            Password = user is null ? null : Text("password") ?? (old?.Host == Text("host") && old?.User == user ? old?.Password : null),
        };
        if (SettingsEdits.Fault(server) is { } fault) throw ProblemException.Bad(fault.Key[(fault.Key.LastIndexOf('.') + 1)..], fault.Value, fault.Expected);
        return server;

        string? Text(string field) => form[field].ToString().Trim() is { Length: > 0 } text ? text : null;
    }
}
