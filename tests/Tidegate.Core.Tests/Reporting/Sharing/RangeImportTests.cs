using System.Text;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Reporting.Sharing;
using Xunit;

namespace Tidegate.Core.Tests.Reporting.Sharing;

public sealed class RangeImportTests
{
    private static readonly DateTimeOffset Seen = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("csv")]
    [InlineData("stix")]
    [InlineData("misp")]
    public void WhatWeWrite_IsReadBack(string form)
    {
        AttackedRange[] ranges =
        [
            Range(994501230000, 994501239999, 87, ["40001"]),
            Range(63991124321, 63991124987, 12, []),
            Range(855975150000, 855975150009, 0, ["45601", "45608"]),
        ];
        using var stream = new MemoryStream();
        if (form == "csv") RangeExport.Csv(stream, ranges, "a=partner, \"of\" ours");
        else if (form == "stix") RangeExport.Stix(stream, ranges, "a partner");
        else RangeExport.Misp(stream, ranges, "a partner");
        var read = RangeImport.Read(stream.ToArray(), new RangeImportDefaults { Seen = Seen });
        read.Format.ShouldBe(form);
        read.BadCount.ShouldBe(0);
        // An indicator has prefixes, so a range of several is several; they are the same numbers.
        foreach (var range in ranges)
        {
            var own = read.Priors.Where(p => p.Range.From >= range.Range.From && p.Range.To <= range.Range.To).ToList();
            own.Sum(p => (long)(p.Range.To - p.Range.From + 1)).ShouldBe((long)(range.Range.To - range.Range.From + 1));
            own.ShouldAllBe(p => p.Confidence == range.Confidence && p.ExpiresAt == range.ExpiresAt && p.LastSeen == range.LastSeen);
            own.ShouldAllBe(p => p.FirstSeen == range.FirstSeen && (p.Source == "a partner" || p.Source == "a=partner, \"of\" ours"));
        }
    }

    [Theory]
    [InlineData("+994501230000\n994501239999\n", "994501230000-994501230000 994501239999-994501239999")]
    [InlineData("number;date\n+44 7700 900123;2026-02-01\n", "447700900123-447700900123")]
    [InlineData("prefix,confidence\n99450123xxxx,90%\n", "994501230000-994501239999")]
    [InlineData("Range Start,Range End\n994501230000,994501239999\n", "994501230000-994501239999")]
    [InlineData("# a list\n\n994501230000-994501239999\n", "994501230000-994501239999")]
    [InlineData("prefix\n9945012345*\n", "99450123450-99450123459 994501234500-994501234599 9945012345000-9945012345999 99450123450000-99450123459999 994501234500000-994501234599999")]
    [InlineData("""{"type":"bundle","objects":[{"type":"indicator","id":"i","pattern":"[phone-number:value = '+994501230000']"},{"type":"indicator","id":"r","revoked":true,"pattern":"[phone-number:value = '+994501230001']"}]}""", "994501230000-994501230000")]
    [InlineData("""{"type":"bundle","objects":[{"type":"indicator","id":"i","pattern":"[x-e164-number:value MATCHES '^(99450123[0-9]{4}|9945012[0-9])$'] "}]}""", "99450120-99450129 994501230000-994501239999")]
    [InlineData("""{"type":"bundle","objects":[{"type":"indicator","id":"i","pattern":"[x-e164-number:value IN ('994501230000', '994501230001')]"}]}""", "994501230000-994501230000 994501230001-994501230001")]
    [InlineData("""{"response":[{"Event":{"date":"2026-02-01","Orgc":{"name":"cert"},"Attribute":[{"type":"phone-number","value":"+994501230000"},{"type":"ip-dst","value":"198.51.100.1"}]}}]}""", "994501230000-994501230000")]
    public void OthersLists_AreRead(string list, string expected)
    {
        var read = RangeImport.Read(Encoding.UTF8.GetBytes(list), new RangeImportDefaults { Seen = Seen });
        read.BadCount.ShouldBe(0);
        string.Join(' ', read.Priors.Select(p => p.Range).OrderBy(r => r.To - r.From).ThenBy(r => r.From).Select(r => $"{r.From}-{r.To}")).ShouldBe(expected);
    }

    [Fact]
    public void WhatAListDoesNotSay_IsAsTheCallerSays_AndOfOneRangeTheNewerCounts()
    {
        const string list = "number,last_seen,first_seen,confidence,source\n994501230000,,,,\n994501230001,2026-02-01,2026-01-01,70,us\n994501230001,2026-01-15,2025-12-01,90,us\n";
        var read = RangeImport.Read(Encoding.UTF8.GetBytes(list), new RangeImportDefaults { Seen = Seen, Source = "them", Confidence = 33, ValidFor = TimeSpan.FromDays(10) });
        read.Priors.Count.ShouldBe(2);
        var (plain, joined) = (read.Priors.Single(p => p.Source == "them"), read.Priors.Single(p => p.Source == "us"));
        (plain.Confidence, plain.LastSeen, plain.ExpiresAt).ShouldBe((33, Seen, Seen.AddDays(10)));
        (joined.Confidence, joined.LastSeen, joined.FirstSeen).ShouldBe((70, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        RangeImport.Read(Encoding.UTF8.GetBytes(list), new RangeImportDefaults { Seen = Seen, Source = "them", SourceCounts = true }).Priors.ShouldAllBe(p => p.Source == "them");
    }

    [Theory]
    [InlineData("number\n12\n", "line 2")]
    [InlineData("number\n+3933912345678901234\n", "line 2")]
    [InlineData("from,to\n994501239999,994501230000\n", "line 2")]
    [InlineData("number,confidence\n994501230000,much\n", "line 2")]
    [InlineData("number,expires\n994501230000,soon\n", "line 2")]
    [InlineData("prefix\n39\n", "line 2")]
    [InlineData("""{"type":"bundle","objects":[{"type":"indicator","id":"indicator--7","pattern":"[ipv4-addr:value = '198.51.100.1']"}]}""", "indicator--7")]
    [InlineData("""{"type":"bundle","objects":[{"type":"indicator","id":"indicator--7","pattern":"[x-e164-number:value MATCHES '^(99.*)$']"}]}""", "indicator--7")]
    [InlineData("""{"Event":{"Object":[{"name":"sms-inflation-range","uuid":"u7","Attribute":[]}]}}""", "u7")]
    public void WhatCannotBeTaken_IsCountedAndNamed_AndTheRestGoesOn(string list, string where)
    {
        var read = RangeImport.Read(Encoding.UTF8.GetBytes(list), new RangeImportDefaults { Seen = Seen });
        read.Priors.ShouldBeEmpty();
        read.BadCount.ShouldBe(1);
        read.Bad.ShouldHaveSingleItem().Where.ShouldBe(where);
    }

    private static AttackedRange Range(ulong from, ulong to, int confidence, string[] networks) => new()
    {
        Range = new NumberRange(from, to),
        Networks = networks,
        FoundAt = Seen.AddDays(-3),
        FirstSeen = Seen.AddDays(-3),
        LastSeen = Seen,
        ExpiresAt = Seen.AddDays(30),
        Confidence = confidence,
        Incidents = ["i1"],
    };
}
