using Shouldly;
using Tidegate.Decisions;
using Tidegate.Decisions.Wording;
using Tidegate.Detection;
using Tidegate.Incidents;
using Xunit;

namespace Tidegate.Core.Tests.Decisions.Wording;

public sealed class SentenceTests
{
    [Theory]
    [InlineData(639086450000, 639086459999, "+63 908 645 xxxx")]
    [InlineData(6581170000, 6581179999, "+65 8117 xxxx")]
    [InlineData(233240940000, 233240949999, "+233 240 94 xxxx")]
    [InlineData(12125550000, 12125559999, "+1 212 555 xxxx")]
    [InlineData(994501230000, 994501249999, "+994 501 230 000 to +994 501 249 999")]
    public void Blocks_are_grouped_after_the_calling_code(ulong from, ulong to, string text) => Plain.Range(new NumberRange(from, to)).ShouldBe(text);

    [Theory]
    [InlineData(0.0002, "hardly any")]
    [InlineData(0.6, "less than one")]
    [InlineData(1.1, "about one")]
    [InlineData(2.6, "about 2.5")]
    [InlineData(41.3, "about 41")]
    [InlineData(1234, "about 1,200")]
    [InlineData(double.NaN, "hardly any")]
    public void Estimates_are_rounded_as_people_do(double value, string text) => Plain.About(value).ShouldBe(text);

    [Theory]
    [InlineData(26.3, "about 1 in 260 billion")]
    [InlineData(16, "about 1 in 8.9 million")]
    [InlineData(9.2, "about 1 in 9,900")]
    [InlineData(51, "less than 1 in a thousand trillion")]
    [InlineData(1e6, "less than 1 in a thousand trillion")]
    [InlineData(0, "about 1 in 1")]
    public void Odds_are_a_rarity(double logOdds, string text) => Plain.Rarity(logOdds).ShouldBe(text);

    [Theory]
    [InlineData("share", 1, 0.2, "1 message went to numbers never messaged before in these ranges, where less than one would be usual in that time.")]
    [InlineData("novelty", 20, 3, "20 messages went to number ranges that nobody had sent to until a few hours before, where about 3 would be usual in that time.")]
    [InlineData("conversion", 0, 41, "None of the codes was entered, where about 41 would usually have been entered by now.")]
    [InlineData("conversion", 1, 41, "1 code was entered, where about 41 would usually have been entered by now.")]
    [InlineData("conversion", 40, 41, "40 codes were entered, about as many as usual: this alone does not point at fraud.")]
    [InlineData("sequence", 72, 1, "72 times the next number messaged lay beyond all before it, as when a program counts through a range, which by chance happens about once.")]
    [InlineData("sequence", 1, 0.1, "Once the next number messaged lay beyond all before it, as when a program counts through a range, which hardly ever happens by chance.")]
    [InlineData("concentration", 1, 5, "By then all of it went into only 1 block of 10,000 numbers; real people's numbers would be spread over about 5.")]
    [InlineData("customers", 12, 1, "It came through 12 customers, and not those whom people of this network usually get messages from.")]
    [InlineData("receipt", 9, 2, "9 messages had a delivery receipt at once, an error, or no receipt at all, where about 2 would be usual on this route.")]
    [InlineData("campaign", 2, 0, "2 messages came where an attack that was found shortly before was expected to go on.")]
    [InlineData("weather", 9, 2, "By its weather: 9 seen, where about 2 would be usual.")]
    public void Every_channel_has_its_sentence(string channel, double observed, double expected, string text) =>
        ChannelSentence.Of(new ChannelEvidence(channel, observed, expected, 5), hasRanges: true).ShouldBe(text);

    [Fact]
    public void Summary_says_what_where_how_much_and_what_was_done()
    {
        IncidentSentences.Of(Attack(1), "Globe (51502), Philippines", [Block()]).ShouldBe(
            "Since 2026-03-02 10:00 UTC: 1,234 messages of acme to Globe (51502), Philippines, into the block +63 908 645 xxxx, where about 3 would be usual. "
            + "They cost EUR 74.20. The policy blocks it from 10:07 UTC on, 7 minutes after the first message: 1,100 messages, EUR 66.00.");
        IncidentSentences.Of(Attack(5) with { Cost = 0, LogOdds = 19 }, "", []).ShouldBe(
            "Since 2026-03-02 10:00 UTC: 1,234 messages of acme into the blocks +63 908 645 xxxx, +63 908 647 xxxx, +63 908 649 xxxx and 2 more, where about 3 would be usual. "
            + "Nothing was blocked: the evidence is not strong enough for that yet.");
        IncidentSentences.Of(Attack(0) with { ExpectedMessages = 0 }, "", []).ShouldStartWith("Since 2026-03-02 10:00 UTC: 1,234 messages of acme to numbers never messaged before. ");
        IncidentSentences.Of(Attack(1), "", [Block() with { Action = DecisionAction.Monitor }]).ShouldContain("only watches");
        IncidentSentences.Of(Attack(1) with { ClosedAt = At(300) }, "", [Block()]).ShouldEndWith("The attack ended at 11:30 UTC.");
    }

    [Fact]
    public void Summary_says_that_a_block_hit_nothing() =>
        IncidentSentences.Of(Attack(1) with { LastMessageAt = At(7) }, "", [Block() with { MessagesHit = 0, MoneyStopped = 0 }]).ShouldEndWith("The policy blocks it from 10:07 UTC on, 7 minutes after the first message; nothing more came by then.");

    [Fact]
    public void Summary_says_that_what_came_after_a_block_was_not_within_it() =>
        IncidentSentences.Of(Attack(1), "", [Block() with { MessagesHit = 0, MoneyStopped = 0 }]).ShouldEndWith("7 minutes after the first message; what came later lay outside of the block, or went to numbers that it spares.");

    [Fact]
    public void Summary_tells_blocks_where_the_attack_is_not_apart()
    {
        var (all, here) = (Attack(9).Scope, Attack(1));
        var beside = Block() with { IssuedAt = At(3), MessagesHit = 90, MoneyStopped = 4, Scope = all with { Ranges = [all.Ranges[8]] } };
        IncidentSentences.Of(here, "", [beside, Block() with { Scope = here.Scope }]).ShouldEndWith(
            "The policy blocks it from 10:07 UTC on, 7 minutes after the first message: 1,100 messages, EUR 66.00. Blocks where it was expected to go on hit 90 messages, EUR 4.00, which are not counted here.");
        IncidentSentences.Of(here, "", [beside with { MessagesHit = 0 }, Block() with { Scope = here.Scope }]).ShouldEndWith("1,100 messages, EUR 66.00.");
    }

    [Fact]
    public void Summary_tells_of_people_whom_a_block_there_refused_before()
    {
        var back = Block() with { TakenBack = true, IssuedAt = At(-180), MessagesHit = 540, MoneyStopped = 30, Scope = Attack(1).Scope };
        IncidentSentences.Of(Attack(1), "", [back, Block()]).ShouldEndWith(
            "A block there from 07:00 UTC on was taken back, after it had hit 540 messages, EUR 30.00, that turned out to be people's. The policy blocks it from 10:07 UTC on, 7 minutes after the first message: 1,100 messages, EUR 66.00.");
        IncidentSentences.Of(Attack(1), "", [back, back with { IssuedAt = At(-90) }, Block()]).ShouldContain(
            " Blocks there from 07:00 UTC on were taken back, after they had hit 1,080 messages, EUR 60.00, that turned out to be people's. The policy blocks it from 10:07 UTC on");
        IncidentSentences.Of(Attack(1) with { Messages = 400 }, "", [Block()]).ShouldEndWith(": 1,100 messages, EUR 66.00, not all of them counted here.");
        IncidentSentences.Of(Attack(1) with { ClosedAt = At(300) }, "", [back]).ShouldEndWith("EUR 30.00, that turned out to be people's. Nothing has been blocked since. It ended at 11:30 UTC.");
        IncidentSentences.Of(Attack(1) with { ClosedAt = At(300) }, "", [back, Block()]).ShouldEndWith("1,100 messages, EUR 66.00. It ended at 11:30 UTC.");
        IncidentSentences.Of(Attack(1) with { Messages = 400 }, "", [back with { IssuedAt = At(1) }]).ShouldContain(", and hit 540 messages, EUR 30.00, not all of them counted here. That was taken back");
    }

    [Fact]
    public void Summary_tells_of_what_was_taken_back_where_there_is_nothing_else()
    {
        const string Back = "That was taken back: the messages turned out to be people's.";
        var back = Block() with { TakenBack = true };
        IncidentSentences.Of(Attack(1) with { ClosedAt = At(30) }, "", [back]).ShouldEndWith($"The policy blocked it at 10:07 UTC, 7 minutes after the first message, and hit 1,100 messages, EUR 66.00. {Back}");
        IncidentSentences.Of(Attack(1), "", [back with { IssuedAt = At(-20) }, Block()]).ShouldEndWith("The policy blocks it from 10:07 UTC on, 7 minutes after the first message: 1,100 messages, EUR 66.00.");
        IncidentSentences.Of(Attack(1), "", [back with { Action = DecisionAction.Throttle }]).ShouldEndWith($"The policy let only a trickle of it through from 10:07 UTC on. {Back}");
        var elsewhere = back with { IssuedAt = At(-20), Scope = Attack(9).Scope with { Ranges = [Attack(9).Scope.Ranges[8]] } };
        IncidentSentences.Of(Attack(1), "", [elsewhere, back with { Scope = Attack(1).Scope }]).ShouldContain("blocked it at 10:07 UTC, 7 minutes after the first message, and hit 1,100 messages");
    }

    [Fact]
    public void Times_of_another_day_than_the_first_message_have_their_date()
    {
        var late = Block() with { IssuedAt = At(24 * 60) };
        IncidentSentences.Of(Attack(1), "", [late]).ShouldContain("The policy blocks it from 2026-03-03 10:00 UTC on, 24 hours after the first message: ");
        IncidentSentences.Of(Attack(1), "", [late with { MessagesHit = 0 }]).ShouldContain("The policy blocks it from 2026-03-03 10:00 UTC on, ");
        IncidentSentences.Of(Attack(1), "", [late with { TakenBack = true }]).ShouldContain("The policy blocked it at 2026-03-03 10:00 UTC, ");
        IncidentSentences.Of(Attack(1), "", [late with { Action = DecisionAction.Throttle }]).ShouldContain(" from 2026-03-03 10:00 UTC on.");
    }

    [Fact]
    public void A_network_throughout_is_called_so_and_no_block()
    {
        var mexico = new NumberRange(520000000000, 529999999999);
        Incident Over(params NumberRange[] ranges) => Attack(1) with { Scope = new Scope { Customers = ["acme"], Networks = ["334020"], Ranges = ranges } };
        IncidentSentences.Of(Over(mexico), "Telcel (334020), Mexico", []).ShouldContain(" to Telcel (334020), Mexico, into all of the network's numbers in +52 xxxxxxxxxx, where ");
        IncidentSentences.Of(Over(new(994702000000, 994703999999), new(994705000000, 994705999999)), "", []).ShouldContain(" into all of the network's numbers in +994 702 000 000 to +994 703 999 999 and +994 705 xxxxxx, ");
        IncidentSentences.Of(Over(new(994702340000, 994702349999), new(994705000000, 994705999999)), "", []).ShouldContain(" into the number ranges +994 702 34 xxxx and +994 705 xxxxxx, ");
    }

    [Fact]
    public void Of_a_network_throughout_the_blocks_are_named_that_were_hit_most()
    {
        static RangeHits Hits(ulong block, int numbers) => new(new NumberRange(block * 10_000, (block * 10_000) + 9_999), numbers);
        var scope = new Scope { Customers = ["acme"], Networks = ["334020"], Ranges = [new NumberRange(520000000000, 529999999999)] };
        var hit = Attack(1) with { Scope = scope, RangeHits = [Hits(52_551_234, 12), Hits(52_551_235, 40), Hits(52_811_111, 11), Hits(52_551_236, 70)] };
        IncidentSentences.Of(hit, "", []).ShouldContain(" into all of the network's numbers in +52 xxxxxxxxxx, most of all +52 551 236 xxxx, +52 551 235 xxxx and +52 551 234 xxxx, where ");
        IncidentSentences.Of(hit with { RangeHits = [.. hit.RangeHits.Take(1)] }, "", []).ShouldContain("xxxxxxxxxx, most of all +52 551 234 xxxx, where ");
        IncidentSentences.Of(hit with { Scope = scope with { Ranges = [hit.RangeHits[0].Range] } }, "", []).ShouldContain(" into the block +52 551 234 xxxx, where ", customMessage: "a block speaks for itself");
    }

    [Fact]
    public void Strong_evidence_without_a_block_is_told_as_caution()
    {
        const string Caution = "Nothing was blocked, strong as the evidence is: a block there could hit honest people as much.";
        const string Weak = "Nothing was blocked: the evidence is not strong enough for that yet.";
        IncidentSentences.Of(Attack(1) with { LogOdds = 143 }, "", []).ShouldEndWith(Caution);
        IncidentSentences.Of(Attack(1), "", [], blockAt: 26).ShouldEndWith(Caution);
        IncidentSentences.Of(Attack(1), "", [], blockAt: 26.1).ShouldEndWith(Weak);
    }

    private static Incident Attack(int ranges) => new()
    {
        Id = "i1",
        CampaignId = "c1",
        OpenedAt = At(7),
        FirstMessageAt = At(0),
        LastMessageAt = At(90),
        Severity = Severity.High,
        State = IncidentState.Mitigated,
        Scope = new Scope
        {
            Customers = ["acme"],
            Ranges = [.. Enumerable.Range(0, ranges).Select(i => new NumberRange(639086450000 + ((ulong)i * 20_000), 639086459999 + ((ulong)i * 20_000)))],
        },
        Messages = 1234,
        ExpectedMessages = 3,
        DistinctDestinations = 1200,
        Converted = 0,
        Cost = 74.2,
        Currency = "EUR",
        LogOdds = 26,
        FalseAlarmsPerWeek = 0,
        Summary = "",
        Evidence = [],
    };

    private static Decision Block() => new()
    {
        Id = "d1",
        IncidentId = "i1",
        Action = DecisionAction.Block,
        IssuedAt = At(7),
        ExpiresAt = At(67),
        Scope = Scope.Everything,
        Reason = "",
        MessagesHit = 1100,
        MoneyStopped = 66,
    };

    private static DateTimeOffset At(int minute) => new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero).AddMinutes(minute);
}
