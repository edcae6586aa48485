using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Simulation.Oracles;
using Tidegate.Simulation.Worlds;

namespace Tidegate.Simulation.Scoring;

/// <summary>
/// Measures a report against the truth. A message is stopped when some block covers it: issued strictly before it,
/// not yet expired, scope matching. An incident is false when under half of what it points at, in its time, was fraud.
/// </summary>
public static class Scorer
{
    /// <summary>Scores one report in one world.</summary>
    public static WorldScore Score(World world, ScanReport report) => Score(new WorldIndex(world), report.Incidents, report.Decisions);

    /// <summary>Scores incidents and decisions in an indexed world.</summary>
    public static WorldScore Score(WorldIndex index, IReadOnlyList<Incident> incidents, IReadOnlyList<Decision> decisions)
    {
        var world = index.World;
        var stopped = Stopped(index, decisions);
        var judged = incidents.Select(i => (Incident: i, Score: Judge(index, i, out var attacks), Attacks: attacks)).ToList();
        var honest = 0;
        var blocked = 0;
        var bySurprise = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < world.Truth.Length; i++)
        {
            ref readonly var m = ref world.Truth[i];
            if (m.Attack >= 0) continue;
            honest++;
            if (!stopped[i]) continue;
            blocked++;
            var name = m.Surprise >= 0 ? world.Surprises[m.Surprise].Kind : "none";
            bySurprise[name] = bySurprise.GetValueOrDefault(name) + 1;
        }

        return new WorldScore
        {
            World = world.Name,
            Seed = world.Seed,
            Days = world.Length.TotalDays,
            HonestMessages = honest,
            HonestBlocked = blocked,
            BlockedBySurprise = bySurprise,
            Incidents = [.. judged.Select(static j => j.Score)],
            Attacks = [.. world.Attacks.Select((a, k) => ScoreAttack(world, a, (short)k, stopped, judged))],
        };
    }

    /// <summary>Adds what oracle O3 needed to each attack of a score.</summary>
    public static WorldScore WithOracle(WorldScore score, World world)
    {
        var oracle = new Oracle(world);
        return score with { Attacks = [.. score.Attacks.Select((a, k) => a with { OracleMessages = oracle.Delays(k).DeliveredFeed })] };
    }

    /// <summary>For every message of the truth, whether a block covers it.</summary>
    internal static bool[] Stopped(WorldIndex index, IReadOnlyList<Decision> decisions)
    {
        var truth = index.World.Truth;
        var stopped = new bool[truth.Length];
        foreach (var d in decisions)
        {
            if (d.Action != DecisionAction.Block) continue;
            var scope = new CompiledScope(d.Scope, index);
            var issued = Ceiling(d.IssuedAt);
            var expires = d.ExpiresAt.ToUnixTimeMilliseconds();
            foreach (var list in index.Candidates(scope))
            {
                for (var k = FirstFrom(truth, list, issued); k < list.Length && truth[list[k]].Time <= expires; k++)
                {
                    var i = list[k];
                    if (!stopped[i] && scope.Matches(truth[i], i)) stopped[i] = true;
                }
            }
        }

        return stopped;
    }

    private static IncidentScore Judge(WorldIndex index, Incident incident, out HashSet<int> attacks)
    {
        var world = index.World;
        var scope = new CompiledScope(incident.Scope, index);
        var from = incident.FirstMessageAt.ToUnixTimeMilliseconds();
        var to = incident.LastMessageAt.ToUnixTimeMilliseconds();
        int matched = 0, fraud = 0;
        var perAttack = new int[world.Attacks.Count];
        var perSurprise = new int[world.Surprises.Count];
        foreach (var list in index.Candidates(scope))
        {
            for (var k = FirstFrom(world.Truth, list, from); k < list.Length && world.Truth[list[k]].Time <= to; k++)
            {
                ref readonly var m = ref world.Truth[list[k]];
                if (!scope.Matches(m, list[k])) continue;
                matched++;
                if (m.Attack >= 0)
                {
                    fraud++;
                    perAttack[m.Attack]++;
                }
                else if (m.Surprise >= 0)
                {
                    perSurprise[m.Surprise]++;
                }
            }
        }

        attacks = [.. Enumerable.Range(0, perAttack.Length).Where(a => perAttack[a] > 0)];
        var most = fraud == 0 ? -1 : Array.IndexOf(perAttack, perAttack.Max());
        return new IncidentScore(
            incident.Id, matched, fraud, most < 0 ? null : world.Attacks[most].Id,
            SurpriseOf(world, incident, perSurprise), Describe(incident));
    }

    private static string SurpriseOf(World world, Incident incident, int[] perSurprise)
    {
        if (perSurprise.Length == 0) return "none";
        var most = Array.IndexOf(perSurprise, perSurprise.Max());
        if (perSurprise[most] > 0) return world.Surprises[most].Kind;

        // Without labels: the shortest surprise under way, or over for less than an hour, when the incident opened.
        return world.Surprises
            .Where(s => incident.FoundAt >= s.Start && incident.FoundAt <= s.Start + s.Length + TimeSpan.FromHours(1)
                && (s.Party.Length == 0 || incident.Scope.Customers.Count == 0 || incident.Scope.Customers.Contains(s.Party, StringComparer.Ordinal)
                    || incident.Scope.Suppliers.Contains(s.Party, StringComparer.Ordinal)))
            .OrderBy(static s => s.Length).Select(static s => s.Kind).FirstOrDefault() ?? "none";
    }

    private static AttackScore ScoreAttack(
        World world, Attack attack, short number, bool[] stopped, List<(Incident Incident, IncidentScore Score, HashSet<int> Attacks)> judged)
    {
        int messages = 0, hit = 0, before = -1;
        long first = 0;
        double money = 0, saved = 0, lost = 0, minutes = double.NaN;
        for (var i = 0; i < world.Truth.Length; i++)
        {
            ref readonly var m = ref world.Truth[i];
            if (m.Attack != number) continue;
            if (messages == 0) first = m.Time;
            var price = float.IsNaN(m.Price) ? 0 : m.Price;
            money += price;
            if (stopped[i])
            {
                if (before < 0)
                {
                    before = messages;
                    minutes = (m.Time - first) / 60000.0;
                }

                hit++;
                saved += price;
            }
            else if (before < 0)
            {
                lost += price;
            }

            messages++;
        }

        var mine = judged.Where(j => !j.Score.False && string.Equals(j.Score.Attack, attack.Id, StringComparison.Ordinal)).ToList();
        return new AttackScore
        {
            Id = attack.Id,
            Kind = attack.Kind,
            Messages = messages,
            Money = money,
            MessagesStopped = hit,
            Stopped = money > 0 ? saved / money : messages > 0 ? hit / (double)messages : 0,
            LostBefore = money > 0 ? lost / money : messages > 0 ? (before < 0 ? messages : before) / (double)messages : 0,
            MessagesBefore = before < 0 ? messages : before,
            MinutesBefore = before < 0 ? null : minutes,
            Found = judged.Any(j => !j.Score.False && j.Attacks.Contains(number)),
            Incidents = mine.Count,
            Campaigns = mine.Select(static j => j.Incident.CampaignId).Distinct(StringComparer.Ordinal).Count(),
        };
    }

    private static int FirstFrom(LabelledSubmission[] truth, int[] list, long time)
    {
        int low = 0, high = list.Length;
        while (low < high)
        {
            var mid = (low + high) >> 1;
            if (truth[list[mid]].Time < time) low = mid + 1;
            else high = mid;
        }

        return low;
    }

    // IssuedAt < t for whole milliseconds t is t >= floor(IssuedAt) + 1.
    private static long Ceiling(DateTimeOffset issued) => issued.ToUnixTimeMilliseconds() + 1;

    private static string Describe(Incident incident)
    {
        var s = incident.Scope;
        var ranges = s.Ranges.Count == 0 ? "" : $" ranges {s.Ranges.Count}x from {Prefix(s.Ranges[0].From)}";
        return $"[{string.Join(' ', s.Customers.Take(3))}{(s.Customers.Count > 3 ? $" +{s.Customers.Count - 3}" : "")}] "
            + $"networks [{string.Join(' ', s.Networks.Take(3))}]{ranges}, {incident.FoundAt:MM-dd HH:mm}, log odds {incident.LogOdds:F1}: "
            + string.Join(", ", incident.Evidence.Select(static e => $"{e.Channel} {e.LogOdds:F1}"));
    }

    private static string Prefix(ulong number)
    {
        var text = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return text[..Math.Min(6, text.Length)] + "*";
    }
}
