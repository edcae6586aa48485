using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tidegate.Notify;
using Tidegate.Notify.Settings;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Console;

/// <summary>What the forms of channels do: add, change and remove those that the configuration does not have.</summary>
internal sealed class ChannelForms(Operators operators, SettingsEdits edits, LiveSettings settings, Notifier notifier, NotificationOutbox outbox, SecretSeal seal)
{
    private const int SecretBytes = 32;
    private const int MostSecrets = 2;
    private const int MostOfCustomer = 10;
    private const int MarkBytes = 3;
    private const string Prefix = "whsec_";

    /// <summary>Does what a form asks for: test, enable, save, secret or remove. A customer does it with its own channels alone.</summary>
    /// <returns>A secret that is shown this once, and what became of it.</returns>
    /// <exception cref="ProblemException">It will not do.</exception>
    public async Task<(Secret?, string?)> ActAsync(IFormCollection form, Caller by, CancellationToken cancel)
    {
        var name = form["name"].ToString();
        switch (form["do"].ToString())
        {
            case "save" or "secret" or "remove":
                return await ChangeAsync(form["do"].ToString(), form, by);
            case "test":
                MustBeOwn(name, by);
                var result = await notifier.SendTest(name, cancel);
                return result.Delivered ? (null, $"{name} has the test message.") : throw new ProblemException(StatusCodes.Status502BadGateway, $"{name} did not take the test message: {result.Error.TrimEnd('.')}");
            case "enable":
                MustBeOwn(name, by);
                return outbox.Enable(name) ? (null, $"{name} is used again.") : throw ProblemException.NotFound("channel that was given up", name);
            case var other:
                throw ProblemException.Bad("do", other, "test, enable, save, secret or remove");
        }
    }

    private void MustBeOwn(string name, Caller by)
    {
        if (by.Customer is { } own && settings.Current.Notifications.Channels.All(c => c.Name != name || c.Customer != own)) throw ProblemException.NotFound("channel of yours", name);
    }

    private async Task<(Secret?, string?)> ChangeAsync(string action, IFormCollection form, Caller by)
    {
        var (was, name) = (form["was"].ToString(), Named(form["name"].ToString().Trim(), by.Customer));
        Secret? made = null;
        await operators.SetSettingAsync<EditedChannels>(SettingsEdits.ChannelsId, Change, EditedChannels.Shown, form["why"].ToString().Trim(), by);
        edits.Apply();
        return (made, action == "remove" ? $"{was} is gone." : $"{name} is in use: send it a test message.");

        EditedChannels Change(EditedChannels? before)
        {
            // The others stay as they are sealed, even those that this installation's key does not open.
            var channels = before?.Channels ?? [];
            var kept = was.Length == 0 ? null : channels.FirstOrDefault(c => c.Name == was && (by.Customer is null || c.Customer == by.Customer)) ?? throw ProblemException.NotFound("channel that was added here", was);
            var (old, others) = (kept is null ? null : EditedChannels.Opened(kept, seal), channels.Where(c => c != kept).ToList());
            if (action == "remove") return new EditedChannels(others);
            if (action == "secret") name = was;
            if (by.Customer is { } own && others.Count(c => c.Customer == own) >= MostOfCustomer) throw ProblemException.Bad("channels", $"{MostOfCustomer} of yours", $"at most {MostOfCustomer}; remove one first");
            var channel = action == "secret" ? old ?? throw ProblemException.NotFound("channel that was added here", was) : Read(form, name, old, by.Customer);
            if (channel.Kind == "webhook" && (action == "secret" || channel.Secrets.Count == 0))
            {
                var secret = Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));
                made = new Secret($"Secret of {channel.Name}", secret);
                channel = channel with { Secrets = [.. channel.Secrets.TakeLast(MostSecrets - 1), secret] };
            }

            if (others.Any(c => string.Equals(c.Name, channel.Name, StringComparison.OrdinalIgnoreCase))) throw ProblemException.Bad("name", channel.Name, "a name that no other channel has");
            if (edits.Fault(channel, others.Select(c => EditedChannels.Opened(c, seal))) is { } fault) throw ProblemException.Bad(fault.Key[(fault.Key.LastIndexOf('.') + 1)..], fault.Value, fault.Expected);
            return new EditedChannels([.. others, EditedChannels.Sealed(channel, seal)]);
        }
    }

    // Names are of one table for all: a mark of its own keeps a customer from learning which names others have.
    private static string Named(string name, string? customer)
    {
        if (customer is null) return name;
        var mark = "-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(customer)), 0, MarkBytes);
        return name.EndsWith(mark, StringComparison.Ordinal) ? name : name + mark;
    }

    /// <summary>A channel as it was typed, to be shown again; without its secrets.</summary>
    public static ChannelSettings Draft(IFormCollection form) => new()
    {
        Name = form["name"].ToString(),
        Kind = form["kind"].ToString(),
        Customer = form["customer"].ToString() is { Length: > 0 } customer ? customer : null,
        To = RangeText.Lines(form["to"].ToString()),
        SeverityFloor = form["floor"].ToString(),
        UpdateInterval = double.TryParse(form["minutes"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) && minutes < 100_000 ? TimeSpan.FromMinutes(minutes) : new ChannelSettings().UpdateInterval,
        Feeds = form["feeds"] == "yes",
        QuietHours = new QuietHoursSettings { From = form["quiet_from"].ToString(), To = form["quiet_to"].ToString(), Zone = form["quiet_zone"].ToString() },
    };

    private static ChannelSettings Read(IFormCollection form, string name, ChannelSettings? old, string? own)
    {
        var kind = form["kind"].ToString();
        return new ChannelSettings
        {
            Name = name,
            Kind = kind,
            Customer = own ?? Text("customer"),
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
}
