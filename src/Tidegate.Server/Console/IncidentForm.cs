using System.Globalization;
using Tidegate.Incidents;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>What the incident page's forms do: one action, by the same ways as /v1.</summary>
internal sealed class IncidentForm(LiveEngine engine, Operators operators)
{
    /// <summary>Does what a form asks for.</summary>
    /// <exception cref="ProblemException">It will not do, or the case was changed meanwhile.</exception>
    public async Task ActAsync(string id, IFormCollection form, Caller caller)
    {
        var incident = await IncidentEndpoints.FindAsync(engine, id, caller);
        var (action, text) = (form["do"].ToString(), form["text"].ToString().Trim());
        switch (action)
        {
            case "acknowledge" or "comment" or "reopen":
                await operators.ActAsync(incident, new IncidentActionForm { Action = action, Comment = text.Length > 0 ? text : null }, _ => true, caller);
                break;
            case "resolve":
                if (text.Length == 0) throw ProblemException.Bad("reason", "", "why, in a few words");
                await operators.ActAsync(incident, new IncidentActionForm { Action = action, Resolution = form["resolution"].ToString(), Comment = text }, Version(form), caller);
                break;
            case "block":
                if (form["sure"] != "yes") throw ProblemException.Bad("sure", "", "the tick that confirms the block");
                await operators.PlaceAsync(new PlaceForm { Action = "block", Scope = ScopeOf(incident, form), Minutes = Minutes(form), IncidentId = id, Reason = text }, caller);
                break;
            case "lift":
                await operators.LiftAsync(form["decision"].ToString(), text, caller);
                break;
            default:
                throw ProblemException.Bad("do", action, "acknowledge, comment, reopen, resolve, block or lift");
        }
    }

    // The form names the version that its page showed; what another person did since then is not overrun.
    private static Func<long, bool> Version(IFormCollection form) => version => form["version"] == version.ToString(CultureInfo.InvariantCulture)
        ? true
        : throw new ProblemException(StatusCodes.Status412PreconditionFailed, "someone else changed this incident meanwhile; look at it as it is now, then send it again", "version", form["version"].ToString(), $"{version}");

    private static double? Minutes(IFormCollection form) => form["minutes"].ToString() is not { Length: > 0 } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) ? minutes : throw ProblemException.Bad("minutes", text, "a number of minutes, or nothing for no end");

    private static Scope ScopeOf(Incident incident, IFormCollection form) => new()
    {
        Customers = RangeText.Lines(form["customers"].ToString()),
        Senders = RangeText.Lines(form["senders"].ToString()),
        Networks = RangeText.Lines(form["networks"].ToString()),
        Ranges = RangeText.Read("ranges", form["ranges"].ToString()),
        ExceptKnownBefore = form["spare"] == "yes" ? incident.FirstMessageAt : null,
    };
}
