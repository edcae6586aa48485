using Shouldly;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Core.Tests.Traffic.Importers;

/// <summary>What a mapping makes of records that a vendor's form would say more of.</summary>
public sealed class MappedTests
{
    private static readonly ImportMapping Mapping = new() { Delimiter = ',', Time = "time", Destination = "to", Customer = "customer", Price = "price", Currency = "currency" };

    [Fact]
    public void Made_ids_are_the_same_in_a_file_without_its_first_rows()
    {
        string[] rows = [.. Enumerable.Range(0, 20).Select(i => $"2026-03-02T10:00:{i:00}Z,+3933912345{i:00},firm {i % 5},0.05,EUR")];
        var whole = Import(rows).Events.Where(e => e.Kind == EventKind.Submit).Select(e => e.MessageKey).ToList();
        var later = Import(rows[1..]).Events.Where(e => e.Kind == EventKind.Submit).Select(e => e.MessageKey).ToList();

        later.ShouldBe(whole[1..]);
        whole.ShouldBeUnique();
    }

    [Fact]
    public void Made_ids_of_two_customers_are_two() =>
        Import("2026-03-02T10:00:01Z,+393391234567,one,0.05,EUR", "2026-03-02T10:00:01Z,+393391234567,two,0.05,EUR").Events.Select(e => e.MessageKey).ShouldBeUnique();

    [Theory]
    [InlineData("€", "€")]
    [InlineData("₹", "₹")]
    [InlineData("£", "£")]
    [InlineData("eur", "EUR")]
    [InlineData(" Eur ", "EUR")]
    [InlineData("null", "")]
    public void Currencies_are_one_where_letters_alone_differ_and_else_as_they_are_written(string written, string currency)
    {
        var run = Import($"2026-03-02T10:00:01Z,+393391234567,one,0.05,{written}", "2026-03-02T10:00:02Z,+393391234568,one,0.05,₽");
        run.Events.Select(e => run.Names.Currencies[e.Currency]).ShouldBe([currency, "₽"]);
    }

    private static Imported Import(params string[] rows) =>
        Imported.Text("time,to,customer,price,currency\n" + string.Join('\n', rows) + '\n', "mapping", new ImportOptions { Mapping = Mapping });
}
