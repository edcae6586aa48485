using System.Text;
using Shouldly;
using Tidegate.Pricing;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Pricing;

public sealed class RateTests
{
    private const string Header = "network,country,supplier,customer,currency,price,cost,valid_from,valid_until\n";

    private readonly TrafficNames _names = new();

    [Theory]
    [InlineData("acme", "tim", "22201", 1)] // its own, through this supplier, to the network
    [InlineData("acme", "vod", "22201", 2)] // its own, through any
    [InlineData("acme", "vod", "22210", 3)] // its own, to the country
    [InlineData("other", "tim", "22201", 4)]
    [InlineData("other", "tim", "22210", 5)]
    [InlineData("other", "vod", "22201", 6)]
    [InlineData("other", "", "22299", 7)]
    [InlineData("other", "", "", 7)]
    public void The_most_specific_row_is_used(string customer, string supplier, string network, double expected)
    {
        var table = Table("""
            ,IT,,,EUR,7,,,
            22201,,,,EUR,6,,,
            ,IT,tim,,EUR,5,,,
            222-01,,tim,,EUR,4,,,
            ,IT,,acme,EUR,3,,,
            22201,,,acme,EUR,2,,,
            22201,,tim,acme,EUR,1,,,
            """);
        Money(table, customer, supplier, network).ShouldBe(expected);
    }

    [Fact]
    public void The_row_valid_at_the_messages_time_is_used_the_latest_of_several_and_the_last_day_is_within()
    {
        var table = Table("""
            ,IT,,,EUR,1,,,2026-02-28
            ,IT,,,EUR,2,,2026-03-01,
            ,IT,,,EUR,3,,2026-03-05T12:00:00Z,2026-03-06T12:00:00Z
            ,IT,,,EUR,4,,2026-03-01,
            """);
        Money(table, time: "2026-02-28T23:59:59Z").ShouldBe(1);
        Money(table, time: "2026-03-01T00:00:00Z").ShouldBe(4);
        Money(table, time: "2026-03-05T12:00:00Z").ShouldBe(3);
        Money(table, time: "2026-03-06T12:00:00Z").ShouldBe(4);
        Money(Table(",IT,,,EUR,2,,2026-03-01,"), time: "2026-02-28T23:59:59Z").ShouldBeNull();
    }

    [Fact]
    public void A_price_counts_before_a_cost_and_each_part_is_paid_for()
    {
        var found = Found(Table(",IT,tim,acme,USD,,0.4,,\n,IT,,,EUR,0.5,,,"), "acme", "tim", "22201", parts: 3)!.Value;
        (found.Money, _names.Currencies[found.Currency], found.AtCost).ShouldBe((1.5f, "EUR", false));
        found = Found(Table(",IT,tim,,USD,,0.4,,\n,IT,,,EUR,,0.5,,"), "acme", "tim", "22201", parts: 1)!.Value;
        (found.Money, _names.Currencies[found.Currency], found.AtCost).ShouldBe((0.4f, "USD", true));
    }

    [Fact]
    public void No_row_for_the_place_gives_nothing() => Money(Table(",DE,,,EUR,1,,,")).ShouldBeNull();

    [Theory]
    [InlineData(",IT,,,EUR,1,,,\n,ZZ,,,EUR,1,,,", 2, "country", "ZZ")]
    [InlineData("2220,,,,EUR,1,,,", 1, "network", "2220")]
    [InlineData("22201,IT,,,EUR,1,,,", 1, "network", "22201")]
    [InlineData(",,,,EUR,1,,,", 1, "network", "")]
    [InlineData(",IT,,,EURO,1,,,", 1, "currency", "EURO")]
    [InlineData(",IT,,,EUR,\"0,5\",,,", 1, "price", "0,5")]
    [InlineData(",IT,,,EUR,-1,,,", 1, "price", "-1")]
    [InlineData(",IT,,,EUR,1e400,,,", 1, "price", "1e400")]
    [InlineData(",IT,,,EUR,NaN,,,", 1, "price", "NaN")]
    [InlineData(",IT,,,EUR,,2000000,,", 1, "cost", "2000000")]
    [InlineData(",IT,,,EUR,,,,", 1, "price", "")]
    [InlineData(",IT,,,EUR,1,,03/04/2026,", 1, "valid_from", "03/04/2026")]
    [InlineData(",IT,,,EUR,1,,2026-03-02,2026-03-01", 1, "valid_until", "2026-03-01")]
    [InlineData(",IT,,,EUR,1,,", 1, "columns", "8")]
    [InlineData(",IT,\"tim,,EUR,1,,,", 1, "quotes", "")]
    public void What_will_not_do_is_named_with_row_key_and_value(string rows, int row, string key, string value)
    {
        var error = Should.Throw<RateException>(() => Read(rows));
        (error.Row, error.Key, error.Value).ShouldBe((row, key, value));
        error.Expected.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("country,currency,price,pirce\n")]
    [InlineData("country,currency,price,price\n")]
    public void A_header_that_will_not_do_is_named(string text) =>
        Should.Throw<RateException>(() => RateCsv.Read(Encoding.UTF8.GetBytes(text))).Key.ShouldBe("header");

    [Fact]
    public void Columns_stand_in_any_order_with_semicolons_quotes_and_a_byte_order_mark()
    {
        var rates = RateCsv.Read(Encoding.UTF8.GetBytes("\uFEFFPrice;Currency;Supplier;Country\r\n0.5;eur;\"a \"\"b\"\";c\";it\r\n\r\n"));
        rates.ShouldBe([new Rate { Country = "IT", Currency = "EUR", Supplier = "a \"b\";c", Price = 0.5 }]);
    }

    private static IReadOnlyList<Rate> Read(string rows) => RateCsv.Read(Encoding.UTF8.GetBytes(Header + rows));

    private RateTable Table(string rows) => new(Read(rows), _names);

    private double? Money(RateTable table, string customer = "acme", string supplier = "tim", string network = "22201", string time = "2026-03-02T00:00:00Z") =>
        Found(table, customer, supplier, network, 1, time)?.Money;

    private Estimate? Found(RateTable table, string customer, string supplier, string network, ushort parts, string time = "2026-03-02T00:00:00Z")
    {
        var message = new TrafficEvent
        {
            Kind = EventKind.Submit,
            Time = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
            Customer = _names.Customers.Intern(customer),
            Supplier = supplier.Length == 0 ? 0 : _names.Suppliers.Intern(supplier),
            Segments = parts,
        };
        return table.Find(message, network, "IT");
    }
}
