using CsCheck;
using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

/// <summary>Rows without anything out of the ordinary are read by a shorter way; both ways read the same.</summary>
public sealed class CsvCellsTests
{
    private static readonly (string Name, string[] Cells)[] Columns =
    [
        ("type", ["submit", "submit", "receipt", "conversion", "sbumit", ""]),
        ("time", ["2026-03-02T00:00:08.996Z", "2026-03-02T00:00:08.9Z", "2026-03-02 00:00:08+01:00", "1772409608996", "2026-13-02T00:00:08.996Z", "2026-03-02T00:00:08.9x6Z", ""]),
        ("message_id", ["m1", "m8c55a664b07b23a1", ""]),
        ("customer", ["a", "abc", "acme", "customer003", "customer004", "customer-with-17-b", "a customer whose name is of more than 32 bytes", "Müller", ""]),
        ("destination", ["+393391234567", "393391234567", "+39339123", "+3933912345678901", "00393391234567", "+0393391234567", "+39339a234567", "+39-339-123-45-67", "+3933912:4567", ""]),
        ("sender", ["INFO", "SENDER003", "SENDER004", ""]),
        ("mccmnc", ["22201", "222-01", "310260", "2220", ""]),
        ("supplier", ["supplier-direct-11", "supplier-direct-12", ""]),
        ("category", ["otp", "marketing", "odd", ""]),
        ("segments", ["1", "3", "0", "2.5", ""]),
        ("price", ["0.0865", "1", "-1", "0,05", ""]),
        ("currency", ["EUR", "eur", "USD", ""]),
        ("status", ["delivered", "rejected", "odd", ""]),
        ("error_code", ["000", "1", ""]),
        ("converted", ["true", "0", "yes", ""]),
        ("note", ["kept by somebody", ""]),
    ];

    [Fact]
    public void A_row_in_quotes_reads_as_without()
    {
        var order = Gen.Shuffle(Enumerable.Range(0, Columns.Length).ToArray());
        var picks = Gen.Int[0, 999].Array[Columns.Length].Array[1, 30];
        Gen.Select(order, picks).Sample(
            (order, picks) =>
            {
                var rows = picks.Select(pick => order.Select(c => Columns[c].Cells[pick[c] % Columns[c].Cells.Length]).ToArray()).ToArray();
                var head = string.Join(';', order.Select(c => Columns[c].Name)) + "\n";
                var plain = Taken.From(head + string.Concat(rows.Select(row => string.Join(';', row) + "\n")));
                var quoted = Taken.From(head + string.Concat(rows.Select(row => string.Join(';', row.Select(c => $"\"{c}\"")) + "\n")));
                quoted.Described().ShouldBe(plain.Described());
                quoted.Report.BadRecords.Select(b => (b.Line, b.Reason)).ShouldBe(plain.Report.BadRecords.Select(b => (b.Line, b.Reason)));
                quoted.Report.Remarks.Order().ShouldBe(plain.Report.Remarks.Order());
            },
            iter: 2000,
            seed: "0N0XIzNsQ0O2");
    }

    [Theory]
    [InlineData(33)]
    [InlineData(500)]
    [InlineData(5_000)]
    public void Rows_of_many_cells(int more)
    {
        var others = string.Concat(Enumerable.Range(0, more).Select(i => $",x{i}"));
        var values = string.Concat(Enumerable.Range(0, more).Select(i => i % 3 == 0 ? "," : $",{i}"));
        var header = $"time,message_id,customer{others},destination\n";
        var row = $"2026-03-02T00:00:08Z,m1,acme{values},+393391234567\n";
        var taken = Taken.From(header + row + row.Replace("acme,", "acme,,", StringComparison.Ordinal) + row);
        taken.Events.Count.ShouldBe(2);
        taken.Events.ShouldAllBe(e => e.Destination == 393391234567UL);
        taken.OnlyFault().ShouldContain($"expected {more + 4} columns as in the header, found {more + 5}");
    }
}
