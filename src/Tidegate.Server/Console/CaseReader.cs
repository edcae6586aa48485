using System.Globalization;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Notifying;

namespace Tidegate.Server.Console;

/// <summary>Reads one incident for the console.</summary>
internal sealed class CaseReader(LiveEngine engine, Operators operators, Accounts accounts, CustomerNotices notices, TimeProvider time) : IDisposable
{
    private const int MostNotices = 20;
    private const int MostAudit = 300;

    private readonly CostlyLook<IncidentTraffic?> _looks = new(time, TimeSpan.Zero);


    /// <summary>One incident with all that belongs to it, as far as a caller may see it.</summary>
    /// <exception cref="ProblemException">There is none, or not for this caller.</exception>
    /// <param name="frame">What is around it.</param>
    /// <param name="id">Its id.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="form">The form that was sent and not done, if any.</param>
    public async Task<IncidentCase> OneAsync(Frame frame, string id, Caller caller, IFormCollection? form = null)
    {
        var incident = await IncidentEndpoints.FindAsync(engine, id, caller);
        var decisions = await WithHitsAsync(id, await DecisionsOfAsync(id, caller));
        var blocks = BlockTimes.Told(decisions.Where(d => d.Action == "block"), incident.FirstMessageAt, d => new BlockTime(d.IssuedAt, d.TakenBack == true));
        var campaign = await IncidentEndpoints.OfCampaignAsync(engine, incident.CampaignId);
        var view = IncidentView.Of(incident, operators.Notes(id), caller);
        var model = new IncidentCase
        {
            Frame = frame,
            View = view,
            Traffic = view.Messages is null ? null : await _looks.GetAsync(id, async () => IncidentPainter.Paint(await engine.ReadAsync(p => IncidentSample.Of(p, incident))), CancellationToken.None),
            Blocks = [.. blocks.OrderBy(d => d.IssuedAt)],
            Decisions = decisions,
            Campaign = [.. campaign.Where(i => i.Id != id && IncidentEndpoints.MaySee(caller, i)).OrderBy(i => i.OpenedAt).Select(i => IncidentView.Of(i, operators.Notes(i.Id), caller))],
            Similar = caller.Customer is null ? SimilarIncidents.Of(incident, await IncidentEndpoints.AllAsync(engine), i => IncidentView.Of(i, operators.Notes(i.Id), caller)) : [],
            Mark = Mark(view.Case.Version, decisions),
            Audit = caller.Customer is null ? Audit([id, .. decisions.Select(d => d.Id)]) : [],
        };
        return frame is { MayAct: true, IsRefresh: false } ? await WithFormsAsync(model, incident, form) : model;
    }

    public void Dispose() => _looks.Dispose();

    /// <summary>What of a case a page shows.</summary>
    public async Task<string> MarkAsync(string id, Caller caller) => Mark(operators.Notes(id).Version, await DecisionsOfAsync(id, caller));

    /// <summary>What was done last with a case or its decisions; null when nothing was.</summary>
    public async Task<AuditEntry?> LastAsync(string id, Caller caller) => Audit([id, .. (await DecisionsOfAsync(id, caller)).Select(d => d.Id)]).FirstOrDefault();

    // What detection decides by itself changes all the time, and no person is overrun by it.
    private static string Mark(long version, IEnumerable<DecisionForm> decisions) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}.{decisions.Count(d => d.Origin != "detection")}.{decisions.Count(d => d.Origin != "detection" && d.InForce)}");

    private async Task<IncidentCase> WithFormsAsync(IncidentCase model, Incident incident, IFormCollection? form)
    {
        var scope = new Scope { Customers = incident.Scope.Customers, Networks = incident.Scope.Networks, Ranges = [.. incident.Scope.Ranges.Take(1000)] };
        return model with
        {
            Draft = form is null ? IncidentDraft.None : IncidentDraft.Of(form),
            Block = await PreviewAsync(() => scope with { ExceptKnownBefore = incident.FirstMessageAt }),
            Allow = await PreviewAsync(() => scope),
            Edited = form is null ? null : await PreviewAsync(() => IncidentForm.ScopeOf(incident, form)),
            People = [.. accounts.All().Where(a => a.State != "disabled" && a.Customer is null).Select(a => a.Name)],
            Notices = [.. incident.Scope.Customers.Take(MostNotices).Select(c => (c, notices.Preview(incident, c)))],
        };
    }

    private async Task<OrderPreview?> PreviewAsync(Func<Scope> read)
    {
        try
        {
            var scope = read();
            return new OrderPreview(await operators.PreviewAsync(scope), ScopeMark.Of(scope));
        }
        catch (ProblemException)
        {
            return null; // the form itself says what will not do
        }
    }

    // Of those in force; of those that have ended detection's alone: a person's is counted over what is in memory.
    private async Task<IReadOnlyList<DecisionForm>> WithHitsAsync(string id, IReadOnlyList<DecisionForm> decisions)
    {
        var hits = await engine.ReadAsync(p =>
        {
            var ended = decisions.Where(d => !d.InForce && d.Origin == "detection").Select(d => new Order { Id = d.Id, Kind = OrderKind.AutomaticBlock, Scope = d.Scope, IssuedAt = 0, Until = 0, IncidentId = id, Reason = "", Origin = d.Origin });
            return DecisionHit.Of(p, [.. p.Orders.Where(o => o.IncidentId == id && o.Kind != OrderKind.Allow), .. ended]);
        });
        return [.. decisions.Select(d => d with { Hit = hits.GetValueOrDefault(d.Id) })];
    }

    private async Task<IReadOnlyList<DecisionForm>> DecisionsOfAsync(string id, Caller caller)
    {
        var now = engine.Clock.Now;
        var orders = await engine.ReadAsync(p => p.Orders.Where(o => o.IncidentId == id).ToList());
        var ended = engine.EndedOrders(orders, id);
        var enforced = engine.Mode == RunMode.Enforce;
        return [.. orders.Select(o => DecisionEndpoints.Form(o, o.Until > now, o.Until > now ? enforced : null)).Concat(ended.Select(o => DecisionEndpoints.Form(o, false))).Where(d => DecisionEndpoints.MaySee(caller, d.Scope)).OrderByDescending(d => d.InForce).ThenByDescending(d => d.IssuedAt)];
    }

    private List<AuditEntry> Audit(IReadOnlyList<string> subjects) =>
        [.. engine.Store.AuditOf(subjects, MostAudit)
            .Select(l => new AuditEntry(DateTimeOffset.FromUnixTimeMilliseconds(l.At), l.Actor, l.Action, l.Subject, l.Why, l.After))];
}
