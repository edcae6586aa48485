using Shouldly;
using Tidegate.Reporting;
using Xunit;

namespace Tidegate.Core.Tests.Reporting;

public sealed class HeadlineTests
{
    [Theory]
    [InlineData(91, 9, 0, 0, "No inflated traffic found.")]
    [InlineData(90, 10, 0, 0, "No inflated traffic found, but 10 of 100 submissions came too late.")]
    [InlineData(51, 49, 0, 0, "No inflated traffic found, but 49 of 100 submissions came too late.")]
    [InlineData(50, 50, 0, 0, "Could not be scanned: 50 of 100 submissions came too late.")]
    [InlineData(50, 0, 50, 0, "Could not be scanned: 50 of 100 submissions could not be read.")]
    [InlineData(10, 0, 50, 940, "No inflated traffic found.")]
    [InlineData(10, 10, 0, 980, "Could not be scanned: 10 of 20 submissions came too late.")]
    [InlineData(0, 0, 0, 7, "Could not be scanned: --customer, --since or --until left none of 7 submissions to scan.")]
    [InlineData(0, 0, 0, 0, "No inflated traffic found.")]
    public void What_could_not_be_used_is_told(long used, long late, long bad, long filtered, string headline) =>
        Sentences.Headline(Report(used, late, bad, filtered)).ShouldBe(headline);

    [Fact]
    public void Attacks_that_were_found_come_first()
    {
        var attacks = SampleReports.Attacks();
        var lossy = attacks with { Counts = attacks.Counts with { Bad = 0, LateSubmissions = attacks.Counts.Submissions * 3 } };
        Sentences.Headline(lossy).ShouldBe(Sentences.Headline(attacks)[..^1] + ", but 270,000 of 360,000 submissions came too late.");
    }

    [Theory]
    [InlineData(0, "Decisions: 2 blocks, 1 to monitor.")]
    [InlineData(1, "Decisions: 2 blocks, 1 of them taken back, 1 to monitor.")]
    [InlineData(2, "Decisions: 2 blocks, 2 of them taken back, 1 to monitor.")]
    public void Blocks_that_were_taken_back_are_told(int takenBack, string decisions)
    {
        var attacks = SampleReports.Attacks();
        Sentences.Decisions(attacks with { Decisions = [.. attacks.Decisions.Select((d, i) => d with { TakenBack = i < takenBack })] }).ShouldStartWith(decisions);
        var one = attacks with { Decisions = [attacks.Decisions[0] with { TakenBack = takenBack > 0 }] };
        Sentences.Decisions(one).ShouldStartWith(takenBack > 0 ? "Decisions: 1 block, which was taken back. " : "Decisions: 1 block. ");
    }

    [Fact]
    public void What_a_block_hit_which_was_taken_back_is_not_stopped()
    {
        var attacks = SampleReports.Attacks();
        var attack = attacks.Incidents[1];
        var back = attacks.Decisions[0] with { Id = "d0", TakenBack = true, MoneyStopped = attack.Cost };
        var stopped = ReportTotals.StoppedMoney(attacks, attack.Id);
        ReportTotals.StoppedMoney(attacks with { Decisions = [back, .. attacks.Decisions] }, attack.Id).ShouldBe(stopped);
        ReportTotals.StoppedMoney(attacks with { Decisions = [back] }, attack.Id).ShouldBe(0);
        ReportTotals.MoneyOf(attacks with { Decisions = [back] }, attack)[0].Stopped.ShouldBe(0);

        var (all, without) = (ReportTotals.Of(attacks with { Decisions = [back, .. attacks.Decisions] }), ReportTotals.Of(attacks));
        (all.MessagesStopped, all.HonestMessagesHit, all.Money[0].Stopped).ShouldBe((without.MessagesStopped, without.HonestMessagesHit, without.Money[0].Stopped));
        all.MessagesHitTakenBack.ShouldBe(back.MessagesHit);
        Sentences.Decisions(attacks with { Decisions = [back, .. attacks.Decisions] }).ShouldEndWith(" Taken-back blocks would have hit 4,467 messages, people's as it turned out.");
        Sentences.Decisions(attacks with { Decisions = [back] }).ShouldBe("Decisions: 1 block, which was taken back. Taken-back blocks would have hit 4,467 messages, people's as it turned out.");
    }

    [Fact]
    public void Counts_in_a_report_survive_being_read_back()
    {
        using var json = new MemoryStream();
        ScanReportJson.Write(json, Report(50, 50, 0, 3));
        json.Position = 0;
        Sentences.Headline(ScanReportReader.Read(json)).ShouldBe("Could not be scanned: 50 of 100 submissions came too late.");
    }

    [Theory]
    [InlineData(100, 0, 1, "Could not be scanned: the records' times go back by 2 d 23 h, from 2026-03-05 23:59:00 to 2026-03-03 00:00:00 UTC: what came after was weighed against what is newer, and records given twice may be counted twice.")]
    [InlineData(100, 0, 3, "Could not be scanned: the records' times go back 3 times, first by 2 d 23 h, from 2026-03-05 23:59:00 to 2026-03-03 00:00:00 UTC: what came after was weighed against what is newer, and records given twice may be counted twice.")]
    [InlineData(80, 20, 1, "Could not be scanned: 20 of 100 submissions came too late, and the records' times go back by 2 d 23 h, from 2026-03-05 23:59:00 to 2026-03-03 00:00:00 UTC: what came after was weighed against what is newer, and records given twice may be counted twice.")]
    public void Times_that_go_back_are_told_also_when_read_back(long used, long late, long leaps, string headline)
    {
        var report = WithLeaps(Report(used, late, 0, 0), leaps);
        Sentences.Headline(report).ShouldBe(headline);
        Sentences.Counts(report.Counts).ShouldEndWith(leaps == 1 ? "1 leap back in time." : "3 leaps back in time.");
        using var json = new MemoryStream();
        ScanReportJson.Write(json, report);
        System.Text.Encoding.UTF8.GetString(json.ToArray()).ShouldContain($"\"leaps_back\": {leaps},");
        json.Position = 0;
        Sentences.Headline(ScanReportReader.Read(json)).ShouldBe(headline);
    }

    [Fact]
    public void Times_that_go_back_do_not_hide_what_was_found() =>
        Sentences.Headline(WithLeaps(SampleReports.Attacks(), 1)).ShouldStartWith(Sentences.Headline(SampleReports.Attacks())[..^1] + ", but the records' times go back by 2 d 23 h, ");

    [Fact]
    public void What_is_too_far_ahead_did_not_come_late()
    {
        var report = Report(60, 40, 0, 0);
        report = report with { Counts = report.Counts with { Ahead = 12, AheadSubmissions = 10 } };
        const string headline = "No inflated traffic found, but 30 of 100 submissions came too late and 10 of 100 submissions came too far ahead of the rest, and too few, to be believed.";
        Sentences.Headline(report).ShouldBe(headline);
        Sentences.Counts(report.Counts).ShouldEndWith("; 28 too late, 12 too far ahead to be believed.");
        using var json = new MemoryStream();
        ScanReportJson.Write(json, report);
        json.Position = 0;
        var read = ScanReportReader.Read(json);
        (Sentences.Headline(read), read.Counts.Ahead).ShouldBe((headline, 12));
    }

    private static ScanReport WithLeaps(ScanReport report, long leaps) => report with
    {
        Counts = report.Counts with { LeapsBack = leaps, LeapFrom = new DateTimeOffset(2026, 3, 5, 23, 59, 0, TimeSpan.Zero), LeapTo = new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero) },
    };

    private static ScanReport Report(long used, long late, long bad, long filtered) =>
        SampleReports.Empty with { Counts = new ScanCounts { Records = used + late + bad + filtered, Submissions = used, Late = late, LateSubmissions = late, Bad = bad, Filtered = filtered } };
}
