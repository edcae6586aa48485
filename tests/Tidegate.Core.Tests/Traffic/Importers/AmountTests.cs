using System.Globalization;
using CsCheck;
using Shouldly;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>Money and counts of vendors' exports: taken as written, or told of by value and line.</summary>
public sealed class AmountTests
{
    private static readonly ImportOptions Acme = new() { DefaultCustomer = "acme" };

    private static readonly (char Decimal, string Group)[] Cultures =
    [
        ('.', ","), (',', "."), (',', " "), (',', "\u00A0"), (',', "\u202F"), ('.', "'"), ('.', "\u2019"), ('.', "_"),
    ];

    private static string Twilio(params string[] prices) => "sid,account_sid,from,to,status,direction,date_created,num_segments,price,price_unit\n"
        + string.Concat(prices.Select((price, i) => $"SM{i},AC1,A,+39339123456{i},sent,outbound-api,2026-03-02T10:00:0{i}Z,1,\"{price}\",USD\n"));

    private static Imported Mapped(string price, char decimalSign, string segments = "1") => Imported.Text(
        $"time;to;parts;price\n2026-03-02T10:00:01Z;+393391234567;{segments};{price}\n",
        "mapping",
        Acme with { Mapping = new ImportMapping { Delimiter = ';', Time = "time", Destination = "to", Segments = "parts", Price = "price", DecimalSign = decimalSign } });

    [Theory]
    [InlineData("-0,075")]
    [InlineData("-0,0750")]
    [InlineData("-0,07500")]
    [InlineData("-1,5")]
    [InlineData("-1.234,56")]
    [InlineData("1,23")]
    [InlineData("1234,567")]
    [InlineData("1,234,56")]
    [InlineData("1,234 567")]
    [InlineData("1.234.56")]
    [InlineData("012,345")]
    [InlineData(",075")]
    [InlineData("1,234e2")]
    [InlineData("-0.075 USD")]
    [InlineData("1e12")]
    [InlineData("soon")]
    public void Price_WrittenOtherwise_IsLeftOutAndTold(string price)
    {
        var run = Imported.Text(Twilio("-0.05", price), "twilio-csv");
        run.Events[0].Price.ShouldBe(0.05f);
        run.Events[1].Price.ShouldBe(float.NaN);
        run.Report.BadRecordCount.ShouldBe(0);
        run.Report.Remarks[0].ShouldBe($"1 x price or cost left out, expected a number up to 1e9 with \".\" as the decimal sign: \"{price}\" (line 3)");
    }

    [Theory]
    [InlineData("1,234.56", 1234.56f)]
    [InlineData("-12,345,678.9", 12345678.9f)]
    [InlineData("1'234.5", 1234.5f)]
    [InlineData("12 345", 12345f)]
    [InlineData("-7.5E-2", 0.075f)]
    [InlineData("-.075", 0.075f)]
    [InlineData(" 1000000000 ", 1e9f)]
    public void Price_BeyondDoubt_IsTakenWithoutAWord(string price, float expected)
    {
        var run = Imported.Text(Twilio(price), "twilio-csv");
        run.Events[0].Price.ShouldBe(expected);
        run.Report.Remarks.ShouldNotContain(r => r.Contains("price"));
    }

    [Fact]
    public void Price_InThousandsBySignAlone_IsTakenAndTold()
    {
        var run = Imported.Text(Twilio("12,345", "1,234"), "twilio-csv");
        run.Events.ConvertAll(e => e.Price).ShouldBe([12345f, 1234f]);
        run.Report.Remarks[0].ShouldBe("2 x price or cost in thousands, for \".\" is the decimal sign: \"12,345\" (line 2), \"1,234\" (line 3)");
    }

    [Fact]
    public void Price_WithDecimalPointWhereACommaIsTheSign_IsLeftOutAndTold()
    {
        var run = Mapped("0.0755", ',');
        run.Events.Single().Price.ShouldBe(float.NaN);
        run.Report.Remarks[0].ShouldBe("1 x price or cost left out, expected a number up to 1e9 with \",\" as the decimal sign: \"0.0755\" (line 2)");
    }

    [Fact]
    public void WhatACultureWrites_ComesBackExactly() =>
        Gen.Select(Gen.Int[0, Cultures.Length - 1].Select(i => Cultures[i]), Gen.Int[0, 999_999_999], Gen.Int[0, 99_999], Gen.Int[0, 5]).Sample(
            (culture, whole, fraction, places) =>
            {
                var value = whole + (fraction / (decimal)Math.Pow(10, 5));
                Mapped(Written(value, places, culture.Decimal, culture.Group), culture.Decimal).Events.Single().Price
                    .ShouldBe((float)(double)decimal.Round(value, places, MidpointRounding.AwayFromZero));
            },
            iter: 2000,
            threads: 1,
            seed: "0N0XIzNsQ0O2");

    /// <summary>Whole numbers are left aside: "1,234" may well be a decimal number where "," is the decimal sign.</summary>
    [Fact]
    public void WhatACultureWrites_ReadWithTheOtherSign_IsNeverWrongInSilence() =>
        Gen.Select(Gen.Bool, Gen.Frequency((3, Gen.Int[0, 9]), (1, Gen.Int[0, 9_999_999])), Gen.Int[0, 99_999], Gen.Int[1, 5]).Sample(
            (comma, whole, fraction, places) =>
            {
                var (sign, group) = comma ? (',', ".") : ('.', ",");
                var value = whole + (fraction / (decimal)Math.Pow(10, 5));
                var run = Mapped(Written(value, places, sign, group), group[0]);
                var told = run.Report.Remarks.Any(r => r.Contains("price"));
                if (!told) run.Events.Single().Price.ShouldBe((float)(double)decimal.Round(value, places, MidpointRounding.AwayFromZero));
            },
            iter: 2000,
            threads: 1,
            seed: "0N0XIzNsQ0O2");

    [Theory]
    [InlineData("due")]
    [InlineData("-2")]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("256")]
    [InlineData("9999")]
    public void Segments_ThatCannotBe_AreOneAndTold(string segments)
    {
        var run = Mapped("0.05", '.', segments);
        run.Events.Single().Segments.ShouldBe((ushort)1);
        run.Report.Remarks.ShouldBe([$"1 x number of segments taken as 1, expected a whole number from 1 to 255: \"{segments}\" (line 2)"]);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(" 2 ", 2)]
    [InlineData("2.0", 2)]
    [InlineData("255", 255)]
    public void Segments_ThatCanBe_AreTakenWithoutAWord(string segments, int expected)
    {
        var run = Mapped("0.05", '.', segments);
        run.Events.Single().Segments.ShouldBe((ushort)expected);
        run.Report.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void ManyBadValues_AreCountedAndTheFirstOnesTold() =>
        Imported.Text(Twilio("a", "b", "c", "d", "e"), "twilio-csv").Report.Remarks[0]
            .ShouldBe("5 x price or cost left out, expected a number up to 1e9 with \".\" as the decimal sign: \"a\" (line 2), \"b\" (line 3), \"c\" (line 4), ...");

    private static string Written(decimal value, int places, char sign, string group) => value.ToString(
        $"N{places}",
        new NumberFormatInfo { NumberDecimalSeparator = sign.ToString(), NumberGroupSeparator = group, NumberGroupSizes = [3] });
}
