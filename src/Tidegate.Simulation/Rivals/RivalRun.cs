using System.Globalization;
using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Simulation.Generation;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Rivals;

/// <summary>Replays a world through a rival, causally: blocks for an hour where it fires, again when it still does.</summary>
public sealed class RivalRun
{
    private const long BlockFor = 3_600_000;
    private const long CloseAfter = 7_200_000;
    private readonly Rival _rival;
    private readonly double _knob;
    private readonly World _world;
    private readonly Dictionary<(int Customer, int Level, ulong Place), Watched> _places = [];
    private readonly Dictionary<ulong, (long Sent, Watched[] Places)> _waiting = [];
    private readonly Dictionary<ulong, int> _customerOf = [];
    private readonly HashSet<int> _fed = [];
    private readonly List<Incident> _incidents = [];
    private readonly List<Decision> _decisions = [];
    private readonly HashSet<ulong> _callingCodes = [.. Atlas.Countries.Select(static c => ulong.Parse(c.CallingCode, CultureInfo.InvariantCulture))];

    private readonly long _start;
    private int _count;

    private RivalRun(Rival rival, double knob, World world)
    {
        _rival = rival;
        _knob = knob;
        _world = world;
        _start = world.Events.Length == 0 ? 0 : world.Events[0].Time;
    }

    /// <summary>The rival's report on a world.</summary>
    /// <param name="rival">The rival.</param>
    /// <param name="world">The world; its truth is not looked at.</param>
    /// <param name="knob">Caution: 1 is as commonly set, higher fires later.</param>
    public static ScanReport Run(Rival rival, World world, double knob = 1)
    {
        var run = new RivalRun(rival, knob, world);
        foreach (ref readonly var e in world.Events.AsSpan())
        {
            if (e.Kind == EventKind.Submit) run.OnSubmit(e);
            else if (e.Kind == EventKind.Conversion && e.Converted) run.OnConversion(e);
        }

        foreach (var place in run._places.Values) run.Close(place);
        return new ScanReport
        {
            Counts = new ScanCounts { Records = world.Events.Length },
            Sources = [],
            Incidents = [.. run._incidents.OrderBy(static i => i.OpenedAt).ThenBy(static i => i.Id, StringComparer.Ordinal)],
            Decisions = [.. run._decisions.OrderBy(static d => d.IssuedAt).ThenBy(static d => d.Id, StringComparer.Ordinal)],
            FeedHealth = [],
        };
    }

    private void OnSubmit(in TrafficEvent e)
    {
        if (_rival.OnlyCodes && e.Category is (Category.Transactional or Category.Marketing)) return;
        var places = new Watched[_rival.Levels.Length];
        for (var k = 0; k < places.Length; k++)
        {
            var key = (e.Customer, (int)_rival.Levels[k], PlaceOf(_rival.Levels[k], e));
            if (!_places.TryGetValue(key, out var place))
            {
                _places[key] = place = new Watched(_rival.NewPlace(_rival.Levels[k], _knob, _start), ScopeOf(_rival.Levels[k], e));
            }

            places[k] = place;
            if (place.State.OnSubmit(e.Time) && (!_rival.NeedsFeed || _fed.Contains(e.Customer))) Fire(place, e.Time);
        }

        if (_rival.OnlyCodes)
        {
            _waiting[e.MessageKey] = (e.Time, places);
            _customerOf[e.MessageKey] = e.Customer;
        }
    }

    private void OnConversion(in TrafficEvent e)
    {
        if (!_waiting.Remove(e.MessageKey, out var waiting)) return;
        _fed.Add(_customerOf[e.MessageKey]);
        foreach (var place in waiting.Places) place.State.OnConversion(waiting.Sent, e.Time);
    }

    private void Fire(Watched place, long now)
    {
        if (place.LastFired >= 0 && now - place.LastFired > CloseAfter) Close(place);
        if (place.LastFired < 0)
        {
            place.Opened = now;
            place.First = place.State.PointsAt(now);
            place.Id = string.Create(CultureInfo.InvariantCulture, $"r{++_count}");
        }

        place.LastFired = now;
        if (now <= place.BlockedUntil) return;
        place.BlockedUntil = now + BlockFor;
        _decisions.Add(new Decision
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"d{_decisions.Count + 1}"),
            IncidentId = place.Id,
            Action = DecisionAction.Block,
            IssuedAt = At(now),
            ExpiresAt = At(now + BlockFor),
            Scope = place.Scope,
            Reason = _rival.Name,
        });
    }

    private void Close(Watched place)
    {
        if (place.LastFired < 0) return;
        _incidents.Add(new Incident
        {
            Id = place.Id,
            CampaignId = place.Id,
            OpenedAt = At(place.Opened),
            ClosedAt = At(place.LastFired),
            FirstMessageAt = At(place.First),
            LastMessageAt = At(place.LastFired),
            Severity = Severity.High,
            State = IncidentState.Closed,
            Scope = place.Scope,
            Messages = 0,
            ExpectedMessages = 0,
            DistinctDestinations = 0,
            Converted = 0,
            Cost = 0,
            Currency = "",
            LogOdds = 0,
            FalseAlarmsPerWeek = 0,
            Summary = _rival.Name,
            Evidence = [],
        });
        place.LastFired = -1;
    }

    private ulong PlaceOf(PlaceLevel level, in TrafficEvent e) => level switch
    {
        PlaceLevel.Prefix => e.Destination / 10000,
        PlaceLevel.Network => e.Network > 0 ? (ulong)e.Network : 1_000_000_000 + Leading(e.Destination, 6),
        _ => CallingCode(e.Destination),
    };

    private Scope ScopeOf(PlaceLevel level, in TrafficEvent e)
    {
        string[] customers = [_world.Names.Customers[e.Customer]];
        if (level == PlaceLevel.Network && e.Network > 0) return new Scope { Customers = customers, Networks = [_world.Names.Networks[e.Network]] };
        var prefix = level switch
        {
            PlaceLevel.Prefix => e.Destination / 10000,
            PlaceLevel.Network => Leading(e.Destination, 6),
            _ => CallingCode(e.Destination),
        };
        var width = Power(Digits(e.Destination) - Digits(prefix));
        return new Scope { Customers = customers, Ranges = [new(prefix * width, (prefix * width) + width - 1)] };
    }

    private ulong CallingCode(ulong destination)
    {
        for (var n = 1; n <= 3; n++)
        {
            if (_callingCodes.Contains(Leading(destination, n))) return Leading(destination, n);
        }

        return Leading(destination, 3);
    }

    private static ulong Leading(ulong number, int digits) => number / Power(Math.Max(0, Digits(number) - digits));

    private static int Digits(ulong number)
    {
        var n = 1;
        while ((number /= 10) > 0) n++;
        return n;
    }

    private static ulong Power(int digits)
    {
        ulong p = 1;
        for (; digits > 0; digits--) p *= 10;
        return p;
    }

    private static DateTimeOffset At(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time);

    private sealed class Watched(PlaceState state, Scope scope)
    {
        public PlaceState State { get; } = state;

        public Scope Scope { get; } = scope;

        public string Id { get; set; } = "";

        public long Opened { get; set; }

        public long First { get; set; }

        public long LastFired { get; set; } = -1;

        public long BlockedUntil { get; set; } = long.MinValue;
    }
}
