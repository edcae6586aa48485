using CsCheck;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Notifications;
using Xunit;

namespace Tidegate.Notify.Tests.Notifications;

/// <summary>What readers may see.</summary>
public sealed class NoticeTests
{
    [Theory]
    [InlineData(639911230000, 639911239999, "63991123", "+63 991 123 xxxx", 10_000)]
    [InlineData(639911244321, 639911244987, "639911244", "+63 991 1244 xxx", 667)]
    [InlineData(639911244321, 639911244321, "639911244", "+63 991 1244 xxx", 1)]
    [InlineData(639911239990, 639911240009, "6399112", "+63 991 12 xxxxx", 20)]
    public void Of_AnyRange_IsAPrefixWithoutTheLastDigits(ulong from, ulong to, string prefix, string shown, ulong size) =>
        RangePrefix.Of(new NumberRange(from, to)).ShouldBe(new RangeFacts(prefix, shown, size));

    [Fact]
    public void Of_RandomRanges_NeverShowTheLastThreeDigits() =>
        Gen.Select(Gen.ULong[1_000_000, 999_999_999_999_999], Gen.ULong[0, 1_000_000]).Sample((from, width) =>
        {
            var range = RangePrefix.Of(new NumberRange(from, from + width));
            var digits = from.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return range.Prefix.Length <= digits.Length - 3 && range.Shown.Count(char.IsAsciiDigit) <= digits.Length - 3 && range.Size == width + 1;
        });

    [Fact]
    public void Write_ForACustomerOfSeveral_NamesNoOtherAndNoSupplierAndOnlyItsOwnFigures()
    {
        var news = Samples.News(incident: Samples.Incident(customers: ["acme", "rival-bank"]), decisions: [Samples.Block(customers: ["acme", "rival-bank"])]);
        var notice = NoticeWriter.Write(news, "acme", null, Samples.Now)!;
        var json = NoticeJson.Write(notice);
        foreach (var hidden in new[] { "rival-bank", "dito-direct", "1234", "1,234", "687.68", "ACME", "2 customers" }) json.ShouldNotContain(hidden, Case.Sensitive);
        notice.Incident!.ThroughOthersToo.ShouldBeTrue();
        notice.Incident.Messages.ShouldBeNull();
        notice.Incident.Action.ShouldBe("block");
        var told = NoticeWriter.Write(news with { Shares = [new CustomerShare("acme", 400, 200.5), new CustomerShare("rival-bank", 834, 487.18)] }, "acme", null, Samples.Now)!;
        told.Incident!.Messages.ShouldBe(400);
        told.Incident.Cost.ShouldBe(200.5);
    }

    [Fact]
    public void Write_ForTheOnlyCustomer_HasAllThatItNeeds()
    {
        var notice = NoticeWriter.Write(Samples.News() with { WithoutConversions = ["acme"], AcknowledgedBy = "ann of the night shift" }, "acme", "https://x/respond/1", Samples.Now)!;
        var incident = notice.Incident!;
        incident.Messages.ShouldBe(1234);
        incident.ExpectedMessages.ShouldBe(41.3);
        incident.Networks.ShouldHaveSingleItem().Name.ShouldBe("DITO");
        incident.ActionUntil.ShouldBe(Samples.Now.AddMinutes(41));
        incident.Evidence.ShouldHaveSingleItem();
        incident.AcknowledgedBy.ShouldBeNull();
        incident.State.ShouldBe("mitigating");
        notice.Advice.ShouldContain(a => a.Contains("Report which codes", StringComparison.Ordinal));
        NoticeJson.Write(notice).ShouldNotContain("night shift");
    }

    [Fact]
    public void Write_ForACustomerWithoutPartInIt_IsNothing() => NoticeWriter.Write(Samples.News(), "other", null, Samples.Now).ShouldBeNull();

    [Fact]
    public void Write_DecisionOnAnotherCustomer_IsNotThisOnes()
    {
        var news = Samples.News(incident: Samples.Incident(customers: ["acme", "rival-bank"]), decisions: [Samples.Block(customers: ["rival-bank"])]);
        NoticeWriter.Write(news, "acme", null, Samples.Now)!.Incident!.Action.ShouldBe("none");
    }

    [Fact]
    public void Json_WrittenAndRead_IsTheSame()
    {
        var notice = Samples.Notice(customer: "acme");
        NoticeJson.Write(NoticeJson.Read(NoticeJson.Write(notice))).ShouldBe(NoticeJson.Write(notice));
    }

    [Fact]
    public void ResponseLink_ReadBack_NamesIncidentAndCustomerUntilItEnds()
    {
        var link = new ResponseLink(new Uri("https://console.example/"), [.. Enumerable.Repeat((byte)7, 32)]);
        var url = link.For("i1", "acme\nltd", Samples.Now);
        url.ShouldStartWith("https://console.example/respond/");
        var token = url.Split('/')[^1];
        link.Read(token, Samples.Now).ShouldBe(("i1", "acme\nltd"));
        link.Read(token, Samples.Now + ResponseLink.Lifetime + TimeSpan.FromSeconds(1)).ShouldBeNull();
        link.Read("", Samples.Now).ShouldBeNull();
        link.Read("not a token", Samples.Now).ShouldBeNull();
        new ResponseLink(new Uri("https://console.example/"), [.. Enumerable.Repeat((byte)8, 32)]).Read(token, Samples.Now).ShouldBeNull();
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            // The last character's low bits may mean nothing.
            if (i < token.Length - 1) link.Read(changed, Samples.Now).ShouldBeNull();
        }

        link.For("i1", null, Samples.Now).ShouldBe("https://console.example/incidents/i1");
    }
}
