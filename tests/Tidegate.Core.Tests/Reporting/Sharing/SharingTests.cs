using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Reporting.Sharing;
using Xunit;

namespace Tidegate.Core.Tests.Reporting.Sharing;

public sealed class SharingTests
{
    [Fact]
    public void Prefixes_cover_a_range_exactly() => Gen.Select(Gen.UInt[1_000_000, 9_999_999], Gen.UInt[0, 30_000]).Sample((from, length) =>
    {
        var range = new NumberRange(from, Math.Min((ulong)from + length, 9_999_999));
        var at = range.From;
        foreach (var (prefix, digits) in PrefixCover.Of(range))
        {
            ulong.Parse(prefix + new string('0', digits), CultureInfo.InvariantCulture).ShouldBe(at);
            at = ulong.Parse(prefix + new string('9', digits), CultureInfo.InvariantCulture) + 1;
        }

        at.ShouldBe(range.To + 1);
    });

    [Theory]
    [InlineData(994501230000, 994501239999, "99450123+4")]
    [InlineData(994501230000, 994501230000, "994501230000+0")]
    [InlineData(994501230000, 994501250010, "99450123+4 99450124+4 99450125000+1 994501250010+0")]
    public void Prefixes_are_the_fewest(ulong from, ulong to, string expected) =>
        string.Join(' ', PrefixCover.Of(new NumberRange(from, to)).Select(p => $"{p.Prefix}+{p.Digits}")).ShouldBe(expected);

    [Fact]
    public void The_same_range_in_two_incidents_is_one_and_single_numbers_stay_here()
    {
        var range = new NumberRange(994501230000, 994501239999);
        var first = SampleReports.Attacks().Incidents[0] with { Id = "a", Scope = new Scope { Ranges = [range, new NumberRange(994501230001, 994501230001)] }, Messages = 100, ExpectedMessages = 20, LogOdds = 50 };
        var second = first with { Id = "b", FirstMessageAt = first.FirstMessageAt.AddDays(5), LastMessageAt = first.LastMessageAt.AddDays(5), ExpectedMessages = 5 };
        var ranges = AttackedRanges.Of(SampleReports.Attacks() with { Incidents = [first, second] }, new NumberPlan(64), new SharingLimits()).Ranges;

        var only = ranges.ShouldHaveSingleItem();
        only.FirstSeen.ShouldBe(first.FirstMessageAt);
        only.LastSeen.ShouldBe(second.LastMessageAt);
        only.ExpiresAt.ShouldBe(second.LastMessageAt.AddDays(30));
        only.Confidence.ShouldBe(95);
    }

    [Fact]
    public void Stix_is_a_bundle_whose_pattern_takes_the_range_and_no_other_number()
    {
        var ranges = Ranges();
        var objects = JsonDocument.Parse(Written(RangeExport.Stix, ranges)).RootElement.GetProperty("objects").EnumerateArray().ToList();
        objects.Count.ShouldBe(1 + ranges.Count);
        foreach (var (json, range) in objects.Skip(1).Zip(ranges))
        {
            json.GetProperty("spec_version").GetString().ShouldBe("2.1");
            json.GetProperty("created_by_ref").GetString().ShouldBe(objects[0].GetProperty("id").GetString());
            json.GetProperty("modified").GetDateTimeOffset().ShouldBeGreaterThanOrEqualTo(json.GetProperty("created").GetDateTimeOffset());
            json.GetProperty("valid_until").GetDateTimeOffset().ShouldBeGreaterThan(json.GetProperty("valid_from").GetDateTimeOffset());
            json.GetProperty("confidence").GetInt32().ShouldBeInRange(0, 100);
            var regex = Regex.Match(json.GetProperty("pattern").GetString()!, "^\\[x-e164-number:value MATCHES '(.*)'\\]$").Groups[1].Value;
            Regex.IsMatch(range.Range.From.ToString(), regex).ShouldBeTrue();
            Regex.IsMatch(range.Range.To.ToString(), regex).ShouldBeTrue();
            Regex.IsMatch((range.Range.From - 1).ToString(), regex).ShouldBeFalse();
            Regex.IsMatch((range.Range.To + 1).ToString(), regex).ShouldBeFalse();
        }
    }

    [Fact]
    public void No_form_names_a_customer_and_each_has_every_range_and_the_same_bytes_again()
    {
        var ranges = Ranges();
        foreach (var write in new Action<Stream, IReadOnlyList<AttackedRange>, string>[] { RangeExport.Csv, RangeExport.Stix, RangeExport.Misp })
        {
            var text = Written(write, ranges);
            text.ShouldBe(Written(write, ranges));
            text.ShouldNotContain("verysecretcustomer");
            text.ShouldContain("some carrier");
        }

        var misp = JsonDocument.Parse(Written(RangeExport.Misp, ranges)).RootElement.GetProperty("Event");
        misp.GetProperty("Object").GetArrayLength().ShouldBe(ranges.Count);
        foreach (var required in new[] { "date", "threat_level_id", "info", "published", "analysis", "distribution", "Attribute" }) misp.TryGetProperty(required, out _).ShouldBeTrue(required);
        misp.GetProperty("published").GetBoolean().ShouldBeFalse();
        Written(RangeExport.Csv, ranges).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + ranges.Count);
    }

    private static IReadOnlyList<AttackedRange> Ranges()
    {
        var ranges = AttackedRanges.Of(SampleReports.Attacks("verysecretcustomer"), new NumberPlan(64), new SharingLimits { MinNumbers = 1 }).Ranges;
        ranges.ShouldNotBeEmpty();
        return ranges;
    }

    private static string Written(Action<Stream, IReadOnlyList<AttackedRange>, string> write, IReadOnlyList<AttackedRange> ranges)
    {
        using var stream = new MemoryStream();
        write(stream, ranges, "some carrier");
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
