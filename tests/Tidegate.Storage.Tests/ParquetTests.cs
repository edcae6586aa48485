using CsCheck;
using Parquet;
using Parquet.Schema;
using Shouldly;
using Tidegate.Storage.ParquetFiles;
using Tidegate.Traffic;
using Tidegate.Traffic.Importers;
using Xunit;

namespace Tidegate.Storage.Tests;

public sealed class ParquetTests
{
    private const long Start = 1_772_409_600_000;

    [Fact]
    public void What_is_written_reads_the_same() =>
        Gen.Int[0, 1_000_000].Array[1, 300].Sample(seeds =>
        {
            var names = new TrafficNames();
            var events = seeds.Select((seed, i) => Make(seed, i, names)).ToArray();
            var (taken, takenNames, report) = Read(Written(events, names));
            report.BadRecords.ShouldBeEmpty();
            taken.Select(e => Describe(e, takenNames)).ShouldBe(events.Select(e => Describe(e, names)));
        }, iter: 50, seed: "0N0XIzNsQ0O2");

    [Fact]
    public void Comes_through_a_pipe_as_from_a_file()
    {
        var names = new TrafficNames();
        var content = Written([Make(1, 1, names), Make(2, 2, names)], names);
        using var pipe = new Pipe(content);
        using var source = EventReader.Open(pipe, "-", new TrafficNames(), new ReadingOptions { OpenParquet = ParquetSource.Open });
        source.Read(new TrafficEvent[10]).ShouldBe(2);
    }

    [Fact]
    public void Parquet_PackedWithGzip_IsReadAsPlain()
    {
        var names = new TrafficNames();
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Written([Make(1, 1, names), Make(2, 2, names)], names));

        var (whole, broken) = (packed.ToArray(), packed.ToArray()[..^20]);
        using var source = EventReader.Open(new MemoryStream(whole), "a.gz", new TrafficNames(), new ReadingOptions { OpenParquet = ParquetSource.Open });
        source.Read(new TrafficEvent[10]).ShouldBe(2);
        source.Report.BadRecordCount.ShouldBe(0);
        source.Report.Remarks[0].ShouldStartWith("read as tidegate-parquet (gzip)");

        using var cut = EventReader.Open(new MemoryStream(broken), "b.gz", new TrafficNames(), new ReadingOptions { OpenParquet = ParquetSource.Open });
        cut.Read(new TrafficEvent[10]).ShouldBe(0);
        cut.Report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("gzip data");
    }

    [Theory]
    [InlineData(false, "2026-03-01T18:30:00Z")]
    [InlineData(true, "2026-03-02T00:00:00Z")]
    public async Task Timestamps_not_adjusted_to_UTC_are_in_the_zone_of_the_import(bool adjusted, string time)
    {
        var schema = new ParquetSchema(new DateTimeDataField("time", DateTimeFormat.Timestamp, isAdjustedToUTC: adjusted, unit: DateTimeTimeUnit.Micros), new DataField<string>("message_id"), new DataField<string>("customer"), new DataField<long>("destination"));
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, file))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<DateTime>(schema.DataFields[0], new[] { DateTimeOffset.FromUnixTimeMilliseconds(Start).UtcDateTime });
            await group.WriteAsync(schema.DataFields[1], new[] { "m1" });
            await group.WriteAsync(schema.DataFields[2], new[] { "acme" });
            await group.WriteAsync<long>(schema.DataFields[3], new[] { 393_391_230_000 });
            group.CompleteValidate();
        }

        var import = new ImportOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata") };
        using var source = EventReader.Open(new MemoryStream(file.ToArray()), "a.parquet", new TrafficNames(), new ReadingOptions { OpenParquet = ParquetSource.Open, Import = import });
        var events = new TrafficEvent[2];
        source.Read(events).ShouldBe(1);
        events[0].Time.ShouldBe(DateTimeOffset.Parse(time).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.LZ4)]
    public async Task Other_types_codecs_and_dictionaries_are_read(CompressionMethod codec)
    {
        var schema = new ParquetSchema(
            new DataField<long>("time"), new DataField<string>("message_id"), new DataField<string>("customer"),
            new DataField<long>("destination"), new DataField<int?>("mccmnc"), new DataField<double?>("price"), new DataField<string>("comment"));
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, file, new ParquetOptions { CompressionMethod = codec, DictionaryEncodingThreshold = 0.9 }))
        {
            using var group = writer.CreateRowGroup();
            var rows = Enumerable.Range(0, 5000).ToArray();
            await group.WriteAsync<long>(schema.DataFields[0], rows.Select(i => Start + i).ToArray());
            await group.WriteAsync(schema.DataFields[1], rows.Select(i => $"m{i}").ToArray());
            await group.WriteAsync(schema.DataFields[2], rows.Select(i => $"customer{i % 3}").ToArray());
            await group.WriteAsync<long>(schema.DataFields[3], rows.Select(i => 393_391_230_000 + i).ToArray());
            await group.WriteAsync<int>(schema.DataFields[4], (ReadOnlyMemory<int?>)rows.Select(i => i % 2 == 0 ? (int?)22201 : null).ToArray());
            await group.WriteAsync<double>(schema.DataFields[5], (ReadOnlyMemory<double?>)rows.Select(i => i % 3 == 0 ? (double?)null : 0.05).ToArray());
            await group.WriteAsync(schema.DataFields[6], rows.Select(i => "x").ToArray());
            group.CompleteValidate();
        }

        var (taken, names, report) = Read(file.ToArray());
        report.BadRecords.ShouldBeEmpty();
        taken.Count.ShouldBe(5000);
        taken.Select(e => e.Time).ShouldBe(Enumerable.Range(0, 5000).Select(i => Start + i));
        taken.Select(e => names.Customers[e.Customer]).ShouldBe(Enumerable.Range(0, 5000).Select(i => $"customer{i % 3}"));
        taken.Select(e => e.Destination).ShouldBe(Enumerable.Range(0, 5000).Select(i => 393_391_230_000UL + (ulong)i));
        taken.Select(e => names.Networks[e.Network]).ShouldBe(Enumerable.Range(0, 5000).Select(i => i % 2 == 0 ? "22201" : ""));
        taken.Select(e => e.Price).ShouldBe(Enumerable.Range(0, 5000).Select(i => i % 3 == 0 ? float.NaN : 0.05f));
        report.Remarks.ShouldContain(r => r.Contains("comment"));
    }

    [Fact]
    public async Task A_customers_own_log_names_no_customer()
    {
        var schema = new ParquetSchema(new DataField<long>("time"), new DataField<string>("message_id"), new DataField<long>("destination"));
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, file))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<long>(schema.DataFields[0], new[] { Start, Start + 1 });
            await group.WriteAsync(schema.DataFields[1], new[] { "m1", "m2" });
            await group.WriteAsync<long>(schema.DataFields[2], new[] { 393_391_230_000, 393_391_230_001 });
            group.CompleteValidate();
        }

        var options = new ReadingOptions { OpenParquet = ParquetSource.Open };
        var (batch, names) = (new TrafficEvent[10], new TrafficNames());
        using (var source = EventReader.Open(new MemoryStream(file.ToArray()), "log", names, options with { Import = new ImportOptions { DefaultCustomer = "acme" } })) source.Read(batch).ShouldBe(2);
        batch.Take(2).Select(e => names.Customers[e.Customer]).ShouldBe(["acme", "acme"]);
        using var without = EventReader.Open(new MemoryStream(file.ToArray()), "log", new TrafficNames(), options);
        without.Read(batch).ShouldBe(0);
        without.Report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("customer");
    }

    [Fact]
    public void One_bad_row_among_many_is_reported_alone()
    {
        var names = new TrafficNames();
        TrafficEvent[] events = [.. Enumerable.Range(0, 3000).Select(i => Make(3 * i, i, names))];
        events[1234].Destination = 42;
        var (taken, takenNames, report) = Read(Written(events, names));
        report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("destination");
        report.Records.ShouldBe(3000);
        taken.Select(e => Describe(e, takenNames)).ShouldBe(events.Where((_, i) => i != 1234).Select(e => Describe(e, names)));
    }

    [Theory]
    [InlineData("V1")]
    [InlineData("V2")]
    public void Files_of_DuckDB_are_read(string version)
    {
        const int rows = 20_000;
        var path = Path.Combine(Path.GetTempPath(), $"tidegate-{Guid.NewGuid():N}.parquet");
        try
        {
            using (var connection = new DuckDB.NET.Data.DuckDBConnection("Data Source=:memory:"))
            {
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = $"""
                    COPY (SELECT make_timestamp(1772409600000000 + i * 1000) AS time, 'm' || i AS message_id, 'customer' || (i % 3) AS customer,
                                 '+' || (393391230000 + i) AS destination, CAST(i % 4 + 1 AS INTEGER) AS segments, CAST(0.05 AS FLOAT) AS price
                          FROM range({rows}) r(i)) TO '{path}' (FORMAT parquet, PARQUET_VERSION {version})
                    """;
                command.ExecuteNonQuery();
            }

            var (taken, names, report) = Read(File.ReadAllBytes(path));
            report.BadRecords.ShouldBeEmpty();
            taken.Select(e => e.Time).ShouldBe(Enumerable.Range(0, rows).Select(i => Start + i));
            taken.Select(e => names.Customers[e.Customer]).ShouldBe(Enumerable.Range(0, rows).Select(i => $"customer{i % 3}"));
            taken.Select(e => e.Destination).ShouldBe(Enumerable.Range(0, rows).Select(i => 393_391_230_000UL + (ulong)i));
            taken.Select(e => (int)e.Segments).ShouldBe(Enumerable.Range(0, rows).Select(i => (i % 4) + 1));
            taken.ShouldAllBe(e => e.Price == 0.05f);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Wrong_columns_are_named()
    {
        var schema = new ParquetSchema(new DataField<string>("who"));
        using var file = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(schema, file))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(schema.DataFields[0], (string[])["a"]);
        }

        var (taken, _, report) = Read(file.ToArray());
        taken.ShouldBeEmpty();
        report.BadRecords.ShouldHaveSingleItem().Reason.ShouldContain("who");
    }

    [Fact]
    public void Damage_anywhere_never_throws()
    {
        var names = new TrafficNames();
        var good = Written([.. Enumerable.Range(0, 200).Select(i => Make(i * 7919, i, names))], names);
        Gen.Select(Gen.Int[4, good.Length - 1], Gen.Byte, Gen.Int[0, 4]).Sample((at, value, cut) =>
        {
            var content = cut == 0 ? good[..at] : (byte[])good.Clone();
            if (cut != 0) content[at] = value;
            var (taken, _, report) = Read(content);
            (taken.Count + report.BadRecordCount).ShouldBeGreaterThan(0);
        }, iter: 1500, seed: "8k0uUwxxzEX1");
    }

    [Fact]
    public void Damage_to_the_footer_is_always_told()
    {
        var names = new TrafficNames();
        var good = Written([.. Enumerable.Range(0, 200).Select(i => Make(i * 7919, i, names))], names);
        var footer = good.Length - 8 - BitConverter.ToInt32(good, good.Length - 8);
        Parallel.For(footer, good.Length, at =>
        {
            foreach (var value in (byte[])[0x00, 0x29, 0xFF, 0x80, 0xF2, (byte)(good[at] ^ 1), (byte)(good[at] ^ 0x10), (byte)(at * 31)])
            {
                var content = (byte[])good.Clone();
                content[at] = value;
                var (taken, _, report) = Read(content);
                (taken.Count + report.BadRecordCount).ShouldBeGreaterThan(0, $"byte {at} = {value}");
            }
        });
    }

    private static TrafficEvent Make(int seed, int index, TrafficNames names)
    {
        var kind = (EventKind)(1 + (seed % 3));
        var submit = kind == EventKind.Submit;
        return new TrafficEvent
        {
            Kind = kind,
            Time = Start + seed,
            MessageKey = System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes($"m{index}")),
            Customer = names.Customers.Intern($"c{seed % 7}"),
            Sender = seed % 5 == 0 ? 0 : names.Senders.Intern($"sénder {seed % 100}"),
            Destination = submit ? 393_391_000_000UL + (ulong)seed : 0,
            Network = seed % 4 == 0 ? 0 : names.Networks.Intern($"{22201 + (seed % 9)}"),
            Supplier = names.Suppliers.Intern("s"),
            Category = (Category)(seed % 4),
            Segments = submit ? (ushort)(1 + (seed % 3)) : (ushort)0,
            Price = seed % 6 == 0 ? float.NaN : seed / 1000f,
            Cost = seed % 11 == 0 ? float.NaN : seed / 3000f,
            Currency = (ushort)names.Currencies.Intern("EUR"),
            Status = kind == EventKind.Receipt ? (ReceiptStatus)(seed % 5) : ReceiptStatus.Unknown,
            ErrorCode = kind == EventKind.Receipt ? names.ErrorCodes.Intern($"e{seed % 3}") : 0,
            Converted = kind == EventKind.Conversion && seed % 2 == 0,
        };
    }

    private static byte[] Written(TrafficEvent[] events, TrafficNames names)
    {
        var output = new MemoryStream();
        using (var writer = new ParquetEventWriter(output, names))
        {
            for (var i = 0; i < events.Length; i++) writer.Write(in events[i], System.Text.Encoding.UTF8.GetBytes($"m{i}"));
        }

        return output.ToArray();
    }

    private static (List<TrafficEvent> Events, TrafficNames Names, SourceReport Report) Read(byte[] content)
    {
        var names = new TrafficNames();
        using var source = EventReader.Open(new MemoryStream(content), "test", names, new ReadingOptions { OpenParquet = ParquetSource.Open });
        var events = new List<TrafficEvent>();
        var batch = new TrafficEvent[64];
        for (int count; (count = source.Read(batch)) > 0;) events.AddRange(batch[..count]);
        return (events, names, source.Report);
    }

    private static string Describe(TrafficEvent e, TrafficNames n) =>
        $"{e.Kind} {e.Time} {e.MessageKey:x} {n.Customers[e.Customer]}|{n.Senders[e.Sender]}|{e.Destination}|{n.Networks[e.Network]}|{n.Suppliers[e.Supplier]}|"
        + $"{e.Category} {e.Segments} {e.Price} {e.Cost} {n.Currencies[e.Currency]} {e.Status} {n.ErrorCodes[e.ErrorCode]} {e.Converted}";

    private sealed class Pipe(byte[] content) : MemoryStream(content)
    {
        public override bool CanSeek => false;
    }
}
