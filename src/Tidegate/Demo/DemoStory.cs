using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Live;
using Tidegate.Notifications;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Simulation.ClosedLoop;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Traffic;

namespace Tidegate.Demo;

/// <summary>Tells what happens between the attacker and the service, message by message.</summary>
internal sealed class DemoStory(LoopWorld world, DemoScreen screen, TimeProvider time)
{
    private const string Currency = "EUR";
    private const ulong BlockSize = 10_000;

    private readonly NumberPlan _plan = new(maxPlaces: 1024);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Incident> _incidents = new(StringComparer.Ordinal);
    private int _step = -1;
    private long _sentAtMove;
    private bool _blockedHere;
    private bool _blockTold;
    private long? _foundAt;
    private string? _campaign;

    /// <summary>Incidents that were opened.</summary>
    public IReadOnlyCollection<Incident> Incidents => _incidents.Values;

    /// <summary>Campaigns among them.</summary>
    public int Campaigns => _incidents.Values.Select(i => i.CampaignId).Distinct(StringComparer.Ordinal).Count();

    private LoopTally Attack => world.Attacks[0];

    /// <summary>A message was asked about.</summary>
    public void Asked(in TrafficEvent message, in Verdict verdict)
    {
        if (world.AttackOf(message.MessageKey) < 0) return;
        var at = Time(message.Time);
        var steps = world.StepsOf(0);
        while (_step + 1 < steps.Count && steps[_step + 1].Time <= message.Time) Moved(steps[++_step]);
        if (verdict.Action != VerdictAction.Block || _blockedHere) return;
        _blockedHere = true;
        var passed = Attack.Sent - _sentAtMove;
        if (_step == 0)
        {
            screen.Tell(at, $"STOPPED. The attacker's next message is refused; {Phrases.Count(passed, "message", "messages")} had passed. He will move on within a minute", "green");
            return;
        }

        var incident = verdict.Order?.IncidentId is { } id ? _incidents.GetValueOrDefault(id) : null;
        var same = incident?.CampaignId == _campaign ? "the same campaign" : "as a new campaign";
        screen.Tell(at, $"   followed there after {Phrases.Count(passed, "message", "messages")}, {Phrases.Span(at - Time(steps[_step].Time))}: {same}", "green");
    }

    /// <summary>Something followed from events.</summary>
    public void Followed(LiveOutcome outcome)
    {
        foreach (var (what, incident) in outcome.Incidents)
        {
            _incidents[incident.Id] = incident;
            _campaign ??= incident.CampaignId;
            _foundAt ??= time.GetTimestamp();
            if (what == IncidentEvent.Opened)
            {
                screen.Tell(incident.OpenedAt, $"FOUND after {Phrases.Count(Attack.Sent, "message", "messages")} of the attack: incident {incident.Id}, {incident.Severity.ToString().ToLowerInvariant()}, odds {Phrases.Odds(incident.LogOdds)}", "yellow");
                screen.Say("   " + incident.Summary);
                foreach (var evidence in incident.Evidence.Take(3)) screen.Say("   - " + evidence.Text);
            }

            if (what == IncidentEvent.Closed) screen.Tell(Time(world.Now), $"incident {incident.Id} is closed");
        }

        var block = outcome.Changes.FirstOrDefault(c => !c.Gone && c.Order.Kind == OrderKind.AutomaticBlock)?.Order;
        if (block is null || _blockTold) return;
        _blockTold = true;
        screen.Tell(Time(block.IssuedAt), $"BLOCKED by decision {block.Id} until {Time(block.Until):HH:mm}: {Where(block.Scope)}", "yellow");
    }

    /// <summary>A mail was caught.</summary>
    public void Mailed(CaughtMail mail)
    {
        var after = _foundAt is { } found && _told.Add(mail.To) ? $" {time.GetElapsedTime(found).TotalSeconds:0.0} real seconds after it was found" : "";
        screen.Tell(Time(world.Now), $"TOLD {mail.To}{after}: \"{mail.Subject}\"", "aqua");
    }

    /// <summary>The money so far, on the line that counts up.</summary>
    public void Count() => screen.Count($"{Time(world.Now):HH:mm:ss}  {Money()}");

    /// <summary>The money so far, as a line.</summary>
    public void Tally() => screen.Tell(Time(world.Now), Money());

    /// <summary>How it ended.</summary>
    public void Summary()
    {
        screen.Count("");
        var steps = world.StepsOf(0);
        screen.Say("");
        screen.Say($"The attacker used {Phrases.Count(steps.Count, "range", "ranges")} in {Phrases.Count(steps.Select(s => s.Network).Distinct().Count(), "network", "networks")}: {Phrases.Count(Incidents.Count, "incident", "incidents")}, {Phrases.Count(Campaigns, "campaign", "campaigns")}.");
        screen.Say(Money());
    }

    private void Moved(EvasionStep step)
    {
        _sentAtMove = Attack.Sent;
        _blockedHere = false;
        var first = step.Destination / BlockSize * BlockSize;
        var place = $"{RangePrefix.Of(new NumberRange(first, first + BlockSize - 1)).Shown}, {Name(step.Network.MccMnc)}";
        screen.Tell(Time(step.Time), step.Move switch
        {
            EvasionMove.None => $"ATTACK begins through {string.Join(", ", world.VictimsOf(0))}: codes to {place}, {Phrases.Money(step.Network.Price, Currency)} each",
            EvasionMove.Network => $"The attacker moves to another network: {place}",
            _ => $"The attacker moves to another range: {place}",
        }, "red");
    }

    private string Name(string mccMnc) => _plan.NetworkDisplayName(mccMnc) is { Length: > 0 } name ? name : mccMnc;

    private string Where(Scope scope) =>
        $"{string.Join(", ", scope.Customers)} to {(scope.Ranges.Count > 0 ? string.Join(", ", scope.Ranges.Take(3).Select(r => RangePrefix.Of(r).Shown)) : string.Join(", ", scope.Networks.Select(Name)))}{(scope.ExceptKnownBefore is null ? "" : ", numbers that it knew before left out")}";

    private string Money() =>
        $"Money stopped {Phrases.Money(Attack.RefusedMoney, Currency)} of {Phrases.Money(Attack.SentMoney + Attack.RefusedMoney, Currency)} ({Phrases.Percent(Attack.Stopped)}), {Phrases.Count(Attack.Refused)} of {Phrases.Count(Attack.Sent + Attack.Refused)} messages; honest messages refused {Phrases.Count(world.Honest.Refused)}";

    private static DateTimeOffset Time(long time) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(time, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
}
