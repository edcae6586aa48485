using System.Globalization;
using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>What the incident page's forms do: one action, by the same ways as /v1.</summary>
internal sealed class IncidentForm(LiveEngine engine, Operators operators, CaseReader reader, DecisionForms decisions)
{
    private const string Known = "acknowledge, unacknowledge, assign, comment, withdraw, snooze, wake, resolve, reopen, merge, unmerge, notify, block, throttle, allow, lift, extend, hold, again or disallow";

    /// <summary>Does what a form asks for.</summary>
    /// <returns>What has to be looked at before it is done; null when it is done.</returns>
    /// <exception cref="ProblemException">It will not do, or the case was changed meanwhile.</exception>
    public async Task<string?> ActAsync(string id, IFormCollection form, Caller caller)
    {
        var incident = await IncidentEndpoints.FindAsync(engine, id, caller);
        var (action, text) = (form["do"].ToString(), form["text"].ToString().Trim());
        if (action is not ("comment" or "preview") && form["version"].ToString() is { Length: > 0 } seen && seen != await reader.MarkAsync(id, caller)) throw await ChangedAsync(id, caller);
        switch (action)
        {
            case "preview":
                return "";
            case "acknowledge" or "unacknowledge" or "comment" or "reopen" or "unmerge":
                await DoAsync(new IncidentActionForm { Action = action, Comment = text.Length > 0 ? text : null });
                break;
            case "withdraw":
                await DoAsync(new IncidentActionForm { Action = action, Number = int.TryParse(form["number"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null });
                break;
            case "assign":
                await DoAsync(new IncidentActionForm { Action = action, Assignee = text });
                break;
            case "snooze":
                await DoAsync(new IncidentActionForm { Action = action, Minutes = Minutes(form) ?? throw ProblemException.Bad("minutes", "", "for how many minutes"), Comment = text.Length > 0 ? text : null });
                break;
            case "wake":
                await DoAsync(new IncidentActionForm { Action = "snooze", Until = DateTimeOffset.UnixEpoch });
                break;
            case "merge":
                await DoAsync(new IncidentActionForm { Action = action, Into = form["into"].ToString().Trim(), Comment = text.Length > 0 ? text : null });
                break;
            case "notify":
                await DoAsync(new IncidentActionForm { Action = action, Customer = form["customer"].ToString() });
                break;
            case "resolve":
                await DoAsync(new IncidentActionForm { Action = action, Resolution = form["resolution"].ToString(), Comment = FormAnswer.Why(form, "text") });
                break;
            case "block" or "throttle" or "allow":
                return await OrderAsync(incident, action, text, form, caller);
            case "lift" or "disallow" or "extend" or "hold" or "again":
                await decisions.ActAsync(action, form["decision"].ToString(), form, caller);
                break;
            default:
                throw ProblemException.Bad("do", action, Known);
        }

        return null;

        Task DoAsync(IncidentActionForm act) => operators.ActAsync(incident, act, Version(form), caller);
    }

    /// <summary>The scope that an order's form names.</summary>
    public static Scope ScopeOf(Incident incident, IFormCollection form) => new()
    {
        Customers = RangeText.Lines(form["customers"].ToString()),
        Senders = RangeText.Lines(form["senders"].ToString()),
        Networks = RangeText.Lines(form["networks"].ToString()),
        Ranges = RangeText.Read("ranges", form["ranges"].ToString()),
        ExceptKnownBefore = form["spare"] == "yes" ? incident.FirstMessageAt : null,
    };

    // A scope that was edited since its collateral was shown is shown again first.
    private async Task<string?> OrderAsync(Incident incident, string action, string text, IFormCollection form, Caller caller)
    {
        var scope = ScopeOf(incident, form);
        if (form["shown"].ToString() is { Length: > 0 } shown && shown != ScopeMark.Of(scope)) return "You edited what it covers: look at what that hits, then confirm it.";
        if (form["sure"] != "yes") throw ProblemException.Bad("sure", "", "the tick that confirms it");
        FormAnswer.Why(form, "text");
        if (action == "allow") await operators.AllowAsync(null, new AllowForm { Scope = scope, Minutes = Minutes(form), IncidentId = incident.Id, Comment = text }, _ => true, caller, CheckAsync);
        else await operators.PlaceAsync(new PlaceForm { Action = action, Scope = scope, Minutes = Minutes(form), IncidentId = incident.Id, Reason = text }, caller, CheckAsync);
        return null;

        // Once more when nothing can come between: two who press at once have both seen the same.
        async Task CheckAsync()
        {
            if (form["version"].ToString() is { Length: > 0 } seen && seen != await reader.MarkAsync(incident.Id, caller)) throw await ChangedAsync(incident.Id, caller);
        }
    }

    private async Task<ProblemException> ChangedAsync(string id, Caller caller) => Changed(await reader.LastAsync(id, caller) is { } last
        ? $": {last.Actor} {Names.Action(last.Action)} at {Reporting.Phrases.Time(last.At)} UTC{(last.Why.Length > 0 ? $" ({last.Why})" : "")}"
        : "");

    // The form names what its page showed; what another person did since then is not overrun, be it between the look and the act.
    private static Func<long, bool> Version(IFormCollection form) => version =>
        form["version"].ToString() is not { Length: > 0 } seen || form["do"] == "comment" || seen.Split('.')[0] == version.ToString(CultureInfo.InvariantCulture) ? true : throw Changed();

    private static ProblemException Changed(string how = "") =>
        new(StatusCodes.Status412PreconditionFailed, $"someone else changed this incident meanwhile{how}; look at it as it is now, then send it again: what you typed is still there");

    private static double? Minutes(IFormCollection form) => form["minutes"].ToString() is not { Length: > 0 } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) ? minutes : throw ProblemException.Bad("minutes", text, "a number of minutes, or nothing for no end");
}
