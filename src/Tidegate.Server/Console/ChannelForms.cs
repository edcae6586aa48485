using System.Globalization;
using System.Security.Cryptography;
using Tidegate.Notify.Settings;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Console;

/// <summary>What the forms of channels do: add, change and remove those that the configuration does not have.</summary>
internal sealed class ChannelForms(Operators operators, SettingsEdits edits)
{
    private const int SecretBytes = 32;
    private const int MostSecrets = 2;
    private const string Prefix = "whsec_";

    /// <summary>Does what a form asks for: save, secret or remove.</summary>
    /// <returns>A secret that is shown this once, and what became of it.</returns>
    /// <exception cref="ProblemException">It will not do.</exception>
    public async Task<(Secret?, string?)> ActAsync(string action, IFormCollection form, Caller by)
    {
        var (was, name) = (form["was"].ToString(), form["name"].ToString().Trim());
        Secret? made = null;
        await operators.SetSettingAsync<EditedChannels>(SettingsEdits.ChannelsId, Change, Shown, form["why"].ToString().Trim(), by);
        edits.Apply();
        return (made, action == "remove" ? $"{was} is gone." : $"{name} is in use: send it a test message.");

        EditedChannels Change(EditedChannels? before)
        {
            var channels = before?.Channels ?? [];
            var old = was.Length == 0 ? null : channels.FirstOrDefault(c => c.Name == was) ?? throw ProblemException.NotFound("channel that was added here", was);
            var others = channels.Where(c => c != old).ToList();
            if (action == "remove") return new EditedChannels(others);
            if (action == "secret") name = was;
            var channel = action == "secret" ? old ?? throw ProblemException.NotFound("channel that was added here", was) : Read(form, name, old);
            if (channel.Kind == "webhook" && (action == "secret" || channel.Secrets.Count == 0))
            {
                var secret = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
                made = new Secret($"Secret of {channel.Name}", secret);
                channel = channel with { Secrets = [.. channel.Secrets.TakeLast(MostSecrets - 1), secret] };
            }

            if (edits.Fault(channel, others) is { } fault) throw ProblemException.Bad(fault.Key[(fault.Key.LastIndexOf('.') + 1)..], fault.Value, fault.Expected);
            return new EditedChannels([.. others, channel]);
        }
    }

    /// <summary>A channel as it was typed, to be shown again; without its secrets.</summary>
    public static ChannelSettings Draft(IFormCollection form) => new()
    {
        Name = form["name"].ToString(),
        Kind = form["kind"].ToString(),
        Customer = form["customer"].ToString() is { Length: > 0 } customer ? customer : null,
        To = RangeText.Lines(form["to"].ToString()),
        SeverityFloor = form["floor"].ToString(),
        Feeds = form["feeds"] == "yes",
        QuietHours = new QuietHoursSettings { From = form["quiet_from"].ToString(), To = form["quiet_to"].ToString(), Zone = form["quiet_zone"].ToString() },
    };

    private static ChannelSettings Read(IFormCollection form, string name, ChannelSettings? old)
    {
        var kind = form["kind"].ToString();
        return new ChannelSettings
        {
            Name = name,
            Kind = kind,
            Customer = Text("customer"),
            // Addresses of chats and keys of pagers are secrets: the page does not show them, so nothing typed means as before.
            Url = kind == "email" ? null : Text("url") ?? old?.Url,
            RoutingKey = kind == "pagerduty" ? Text("routing_key") ?? old?.RoutingKey : null,
            Secrets = kind == "webhook" ? old?.Secrets ?? [] : [],
            To = kind == "email" ? RangeText.Lines(form["to"].ToString()) : [],
            SeverityFloor = form["floor"].ToString(),
            UpdateInterval = double.TryParse(form["minutes"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 1 and <= 1440
                ? TimeSpan.FromMinutes(minutes)
                : throw ProblemException.Bad("minutes", form["minutes"].ToString(), "1 to 1440 minutes"),
            Feeds = form["feeds"] == "yes",
            QuietHours = Text("quiet_from") is { } from
                ? new QuietHoursSettings { From = from, To = Text("quiet_to") ?? "", Zone = Text("quiet_zone") ?? "UTC", Except = old?.QuietHours?.Except ?? "critical" }
                : null,
            MostPerHour = old?.MostPerHour,
            Rate = old?.Rate,
        };

        string? Text(string field) => form[field].ToString().Trim() is { Length: > 0 } text ? text : null;
    }

    // For the audit log, without addresses, keys and secrets.
    private static object Shown(EditedChannels channels) => new
    {
        channels = channels.Channels.Select(c => new { c.Name, c.Kind, c.Customer, c.SeverityFloor, secrets = c.Secrets.Count, recipients = c.To.Count }),
    };
}
