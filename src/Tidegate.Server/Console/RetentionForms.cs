using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Http;
using Tidegate.Server.Settings;

namespace Tidegate.Server.Console;

/// <summary>What the form of retention does.</summary>
internal sealed class RetentionForms(Operators operators, SettingsEdits edits, LiveSettings settings)
{
    /// <summary>Sets how long each kind of data is kept; a kind that is left empty is kept as the configuration says.</summary>
    /// <exception cref="ProblemException">A time will not do, or no reason is given.</exception>
    public async Task<string> SetAsync(IFormCollection form, Caller by)
    {
        var why = FormAnswer.Why(form, "why");
        var edited = new EditedRetention { Incidents = Text("incidents"), Decisions = Text("decisions"), Audit = Text("audit"), Traffic = Text("traffic"), Notifications = Text("notifications"), Journal = Text("journal") };
        await operators.SetSettingAsync<EditedRetention>(SettingsEdits.RetentionId, _ => edited, static e => e, why, by);
        edits.Apply();
        return "Data is kept for these times from now on; what is older goes within the hour.";

        string? Text(string kind)
        {
            var text = form[kind].ToString().Trim();
            if (text.Length == 0) return null;
            var (least, most) = SettingsEdits.Bounds[kind];
            if (!Durations.TryParse(text, out var time) || time < least || time > most) throw ProblemException.Bad(kind, text, $"a length of time from {Durations.Text(least)} to {Durations.Text(most)}, such as 90d");
            return time == Configured(kind) ? null : Durations.Text(time);
        }
    }

    private TimeSpan Configured(string kind) => kind switch
    {
        "incidents" => settings.Configured.Retention.Incidents,
        "decisions" => settings.Configured.Retention.Decisions,
        "audit" => settings.Configured.Retention.Audit,
        "traffic" => settings.Configured.Retention.Traffic,
        "notifications" => settings.Configured.Notifications.KeepFor,
        _ => settings.Configured.Engine.JournalRetention,
    };
}
