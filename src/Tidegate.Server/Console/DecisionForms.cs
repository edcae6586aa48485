using System.Globalization;
using Tidegate.Enforcement;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Console;

/// <summary>What the forms in a list of decisions do.</summary>
internal sealed class DecisionForms(LiveEngine engine, Operators operators)
{
    /// <summary>Lifts, extends or holds a decision, places one again that has ended, or takes an entry off the allowlist.</summary>
    /// <exception cref="ProblemException">It will not do.</exception>
    public async Task ActAsync(string action, string id, IFormCollection form, Caller by)
    {
        var why = form["text"].ToString().Trim();
        switch (action)
        {
            case "lift":
                await operators.LiftAsync(id, why, by);
                break;
            case "disallow":
                await operators.DisallowAsync(id, why, _ => true, by);
                break;
            case "extend":
                await operators.ExtendAsync(id, new ExtendForm { Minutes = Minutes(form) ?? throw ProblemException.Bad("minutes", "", "for how many minutes from now on"), Reason = why }, by);
                break;
            case "hold":
                // A block of its own over the same scope: what it was made from may end meanwhile.
                var order = await engine.ReadAsync(p => p.Orders.FirstOrDefault(o => o.Id == id)) ?? throw ProblemException.NotFound("decision in force", id);
                await operators.PlaceAsync(new PlaceForm { Action = "block", Hold = true, Scope = order.Scope, Minutes = Minutes(form), IncidentId = order.IncidentId, Reason = why.Length > 0 ? why : order.Reason }, by);
                break;
            case "again":
                var ended = engine.EndedOrder(id) is { Kind: OrderKind.AutomaticBlock or OrderKind.OperatorBlock or OrderKind.HoldBlock or OrderKind.Throttle } was ? was : throw ProblemException.NotFound("block or throttle that has ended", id);
                await operators.PlaceAsync(new PlaceForm { Action = ended.Kind == OrderKind.Throttle ? "throttle" : "block", Hold = ended.Kind == OrderKind.HoldBlock, Scope = ended.Scope, Minutes = Minutes(form), IncidentId = ended.IncidentId, Reason = FormAnswer.Why(form, "text") }, by);
                break;
            default:
                throw ProblemException.Bad("do", action, "lift, extend, hold, again or disallow");
        }
    }

    private static double? Minutes(IFormCollection form) => form["minutes"].ToString() is not { Length: > 0 } text ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) ? minutes : throw ProblemException.Bad("minutes", text, "a number of minutes");
}
