using System.Text;
using CsCheck;
using Shouldly;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

/// <summary>Rows are found many at once where they are plain. Each reads as it does alone, as the last of a file that no newline ends: such a row is never taken for plain.</summary>
public sealed class CsvPlainRowsTests
{
    private const string Header = "type,time,message_id,customer,destination,sender,supplier,currency,note";

    // Bytes written as characters of their value, so that there is text that is no UTF-8.
    private static readonly string[] Odd =
    [
        "", "\r", Header, Header + "\r", ",,,,,,,,", "a,b", "type, time,message_id,customer,destination,sender,supplier,currency,note",
        "submit,2026-03-02T00:00:08.996Z,m1,acme,+393391234567,INFO,supplier-1,EUR,too,many",
        "submit,2026-03-02T00:00:08.996Z,m1,acme,+393391234567,INFO,supplier-1,EUR,\"in quotes, over\ntwo lines\"",
    ];

    private static readonly string[][] Cells =
    [
        ["submit", "submit", "receipt", "conversion", "submit ", "odd"],
        ["2026-03-02T00:00:08.996Z", "2026-03-02T00:00:09.004Z", "2026-03-02T00:01:60.996Z", "2026-03-02T00:01:61.996Z", "2026-03-02 00:00:08", "2026-03-02T00:01:08.9", " 2026-03-02T00:01:08.996Z", "2026-03-02T00:01:0x.996Z", "2026-03-02T00:01:08;996Z"],
        ["m1", "m8c55a664b07b23a1", "", "id with blanks", " id", "\u00FF"],
        ["acme", "ab", "a", "customer003", "customer0000003", "customer00000003", "customer-of-17-byt", "customer-of-thirty-two-bytes-012", "customer-of-thirty-three-bytes-01", "M\u00C3\u00BCller", "Smith\"s", " acme", "acme ", ""],
        ["+393391234567", "+39 339 1234567", "39339123", "0339123", ""],
        ["INFO", "\"INFO\"", "\" INFO\"", "I", ""],
        ["supplier-1", "", " "],
        ["EUR", "eur", "", "a currency of more than thirty-two bytes"],
        ["", "x", "x ", "\"say \"\"x\"\"\"", "x\r", "x \r", "\r"],
    ];

    [Fact]
    public void A_row_reads_among_others_as_alone()
    {
        var usual = Gen.Int[0, 999].Array[Cells.Length].Select(picks => string.Join(',', picks.Select((pick, cell) => Cells[cell][pick % 3 == 0 ? pick / 3 % Cells[cell].Length : 0])));
        var row = Gen.Frequency((9, usual), (1, Gen.Int[0, Odd.Length - 1].Select(i => Odd[i])));
        row.Array[1, 20].Sample(
            rows =>
            {
                var together = Read(Header + "\n" + string.Concat(rows.Select(r => r + "\n")));
                var alone = rows.Select(r => Read(Header + "\n" + r)).ToArray();
                together.Described().ShouldBe(alone.SelectMany(taken => taken.Described()));
                together.Report.BadRecords.Select(b => b.Reason).ShouldBe(alone.SelectMany(taken => taken.Report.BadRecords).Select(b => b.Reason));
                together.Report.Records.ShouldBe(alone.Sum(taken => taken.Report.Records));
            },
            iter: 3000);
    }

    [Fact]
    public void Lines_are_counted_through_rows_of_every_kind()
    {
        var plain = "submit,2026-03-02T00:00:08.996Z,m8c55a664b07b23a1,acme,+393391234567,INFO,supplier-1,EUR,\n";
        var bad = plain.Replace("submit", "sbumit", StringComparison.Ordinal);
        var taken = Read(Header + "\n" + plain + bad + plain + "\n" + Header + "\n" + bad + plain + plain.Replace("INFO", "\"IN\nFO\"", StringComparison.Ordinal) + bad + plain);
        taken.Report.BadRecords.Select(b => b.Line).ShouldBe([3, 7, 11]);
        taken.Events.Count.ShouldBe(5);
    }

    private static Taken Read(string content) => Taken.From(Encoding.Latin1.GetBytes(content));
}
