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

    private static ScanReport Report(long used, long late, long bad, long filtered) =>
        SampleReports.Empty with { Counts = new ScanCounts { Records = used + late + bad + filtered, Submissions = used, Late = late, LateSubmissions = late, Bad = bad, Filtered = filtered } };
}
