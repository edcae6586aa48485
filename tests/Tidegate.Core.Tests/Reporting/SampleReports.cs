using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Reporting;
using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Reporting;

/// <summary>Reports made by hand, for what is written from them.</summary>
internal static class SampleReports
{
    public static readonly DateTimeOffset Day = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static string Networks(string mccMnc) => mccMnc switch { "40001" => "Azercell, AZ", "40101" => "Beeline, KZ", _ => "" };

    public static ScanReport Empty { get; } = new()
    {
        Counts = new ScanCounts { Records = 10, Submissions = 10, From = Day, To = Day.AddHours(1) },
        Sources = [new SourceReport("quiet.ndjson", "tidegate-ndjson") { Records = 10, BytesRead = 100 }],
        Incidents = [],
        Decisions = [],
        FeedHealth = [],
    };

    /// <summary>Two incidents of one campaign (random, then a pool) and a slow sequential one that is only monitored.</summary>
    public static ScanReport Attacks(string customer = "acme", bool pictures = true)
    {
        var bad = new SourceReport("a.ndjson.gz", "tidegate-ndjson") { Records = 201_400, BytesRead = 3_000_000, TotalBytes = 3_000_000 };
        bad.AddBad(17, "time is not RFC 3339, expected e.g. 2026-03-02T00:00:08.996Z", "yesterday");
        bad.AddBad(99, "destination has 4 digits, expected 7 to 15", "+994*");
        bad.Remarks.Add("read as tidegate-ndjson (gzip), recognised by content");
        var first = Make("i1", "c1", customer, "40001", 994501230000, Day.AddHours(9), 50, 4480, "random", pictures);
        var second = Make("i2", "c1", customer, "40101", 77011230000, Day.AddHours(10.4), 35, 1200, "pool", pictures) with { Severity = Severity.High };
        var third = Make("i3", "c2", "globex", "40001", 994551000000, Day.AddHours(3), 600, 900, "sequential", pictures) with
        {
            Severity = Severity.Medium,
            State = IncidentState.Open,
            ClosedAt = null,
            LogOdds = 18.2,
            FalseAlarmsPerWeek = 0.004,
        };
        return new ScanReport
        {
            Counts = new ScanCounts
            {
                Records = 201_400,
                Submissions = 90_000,
                Receipts = 89_000,
                Conversions = 22_000,
                Bad = 2,
                Duplicates = 31,
                Late = 4,
                Orphans = 363,
                From = Day,
                To = Day.AddHours(18),
                Cost = 4321.5,
            },
            Sources = [bad],
            Incidents = [third, first, second],
            Decisions = [Block("d1", first, 0.0021), Block("d2", second, 0.01), Monitor("d3", third)],
            FeedHealth = [new FeedNotice("conversions", "initech", Day.AddHours(5), Day.AddHours(6.5), "No code of initech was reported as used for 90 minutes; its conversions were left out of account.")],
        };
    }

    private static Decision Block(string id, Incident incident, double after) => new()
    {
        Id = id,
        IncidentId = incident.Id,
        Action = DecisionAction.Block,
        IssuedAt = incident.OpenedAt.AddHours(after),
        ExpiresAt = incident.LastMessageAt.AddMinutes(14),
        Scope = incident.Scope with { Senders = [], Suppliers = [] },
        Reason = "Odds of e^31 for artificially inflated traffic in this range.",
        MessagesHit = incident.Messages - 13,
        HonestMessagesHit = 0.4,
        MoneyStopped = incident.Cost * 0.9971,
    };

    private static Decision Monitor(string id, Incident incident) => new()
    {
        Id = id,
        IncidentId = incident.Id,
        Action = DecisionAction.Monitor,
        IssuedAt = incident.OpenedAt,
        ExpiresAt = incident.OpenedAt.AddHours(2),
        Scope = incident.Scope,
        Reason = "Odds of e^18: enough to watch, not to block.",
    };

    private static Incident Make(string id, string campaign, string customer, string network, ulong from, DateTimeOffset onset, int minutes, int messages, string pattern, bool pictures)
    {
        var range = new NumberRange(from, from + 9999);
        return new Incident
        {
            Id = id,
            CampaignId = campaign,
            OpenedAt = onset.AddSeconds(41),
            ClosedAt = onset.AddMinutes(minutes + 120),
            FirstMessageAt = onset,
            LastMessageAt = onset.AddMinutes(minutes),
            Severity = Severity.Critical,
            State = IncidentState.Closed,
            Scope = new Scope { Customers = [customer], Senders = ["ACME", "Verify"], Suppliers = ["gulf-transit"], Networks = [network], Ranges = [range], ExceptKnownBefore = onset },
            Messages = messages,
            ExpectedMessages = 3.25,
            DistinctDestinations = pattern == "pool" ? messages / 30 : messages - 200,
            Converted = messages / 300,
            Cost = messages * 0.1535,
            Currency = "EUR",
            LogOdds = 38.4,
            FalseAlarmsPerWeek = 3e-9,
            Summary = $"{messages:#,##0} messages of {customer} went to one block of network {network} since {onset:HH:mm} UTC, where about 3 would be usual; almost no code was used.",
            Evidence =
            [
                new Evidence("share", messages, 3.25, 21.3, "This block took 71 % of the customer's traffic to the network; 0.05 % is usual."),
                new Evidence("novelty", 0.98, 0.31, 11.2, "98 % of the numbers had never been messaged by this customer; 31 % is usual."),
                new Evidence("conversion", messages / 300, 0.62 * messages, 9.7, "Codes were used for 0.3 % of messages; 62 % is usual."),
                new Evidence("receipt", 0.93, 0.91, -1.4, "Receipts look as they always do."),
            ],
            Picture = pictures ? Picture(customer, range, onset, minutes, messages, pattern) : null,
        };
    }

    private static IncidentPicture Picture(string customer, NumberRange range, DateTimeOffset onset, int minutes, int messages, string pattern)
    {
        var seed = new Steps((uint)messages);
        var step = TimeSpan.FromMinutes(minutes > 200 ? 10 : 1);
        var before = 40;
        var during = (int)(minutes / step.TotalMinutes);
        var start = onset - (step * before);
        var total = before + during + 20;
        var observed = new float[total];
        var expected = new float[total];
        var heat = new List<HeatCell>();
        for (var i = 0; i < total; i++)
        {
            expected[i] = 2.5f + (1.5f * MathF.Sin(i / 20f));
            observed[i] = seed.Next(6);
            if (i < before || i >= before + during) continue;
            var hit = (messages / during * 3 / 4) + seed.Next(1 + (messages / during / 2));
            observed[i] += hit;
            heat.Add(new HeatCell("ACME", range, i, hit * 2 / 3));
            heat.Add(new HeatCell("Verify", range, i, hit / 3));
            if (i % 3 == 0) heat.Add(new HeatCell("ACME", new NumberRange(range.From + 10000, range.To + 10000), i, 1 + (hit / 9)));
        }

        var cells = new int[250];
        for (var i = 0; i < messages; i++)
        {
            var cell = pattern switch { "sequential" => i * 140 / messages, "pool" => (seed.Next(9) * 25) + 7, _ => seed.Next(250) };
            cells[cell]++;
        }

        return new IncidentPicture
        {
            Start = start,
            Step = step,
            Observed = observed,
            Expected = expected,
            Heat = heat,
            Strips = [new RangeStrip(range, cells, messages, pattern == "pool" ? 9 : messages - 200, pattern)],
            Customers = [new Carrier(customer, messages - 40, (messages - 40) * 0.1535, 0.712), new Carrier("hooli", 40, 6.14, 0.004)],
            Senders = [new Carrier("ACME", messages * 2 / 3, messages * 0.1, 0.55), new Carrier("Verify", messages / 3, messages * 0.05, 0.92)],
            Suppliers = [new Carrier("gulf-transit", messages, messages * 0.1535, 0.31)],
        };
    }

    /// <summary>A small generator of our own, so that the fixture never changes.</summary>
    private sealed class Steps(uint seed)
    {
        private uint _state = seed | 1;

        public int Next(int below)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return (int)(_state % (uint)below);
        }
    }
}
