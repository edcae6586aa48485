using System.IO.Compression;
using System.Text;
using CsCheck;
using Shouldly;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Traffic;

public sealed class GarbageTests
{
    private const string Line = """{"type":"receipt","time":"2026-03-02T00:00:10Z","message_id":"m"}""" + "\n";

    [Fact]
    public void Random_bytes_give_a_clear_error_and_no_exception() =>
        Gen.Byte.Array[1, 5000].Sample(bytes =>
        {
            var taken = Taken.From(bytes);
            taken.Events.ShouldBeEmpty();
            taken.Report.BadRecordCount.ShouldBeGreaterThan(0);
            taken.Report.BadRecords[0].Reason.ShouldNotBeEmpty();
        }, iter: 300);

    [Fact]
    public void Damage_anywhere_in_good_content_never_throws() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2000], Gen.Byte, Gen.Byte).Sample((form, at, value, insert) =>
        {
            var content = Form(form);
            content[at % content.Length] = value;
            content[(at * 7) % content.Length] = insert;
            var taken = Taken.From(content);
            (taken.Events.Count + taken.Report.BadRecordCount).ShouldBeGreaterThan(0);
        }, iter: 2000);

    [Fact]
    public void Empty_content_is_said_to_be_empty()
    {
        SaysEmpty(Taken.From(""));
        SaysEmpty(Taken.From(Gzip([])));
    }

    [Theory]
    [InlineData("gzip", 0.5)]
    [InlineData("gzip", 0.9)]
    [InlineData("zstd", 0.5)]
    public void Truncated_archive_keeps_what_was_read_and_says_so(string packing, double kept)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => Line.Replace("\"m\"", $"\"{i * 7919L % 100_003}\""))));
        using var zstd = new ZstdSharp.Compressor();
        var packed = packing == "gzip" ? Gzip(text) : zstd.Wrap(text).ToArray();
        var taken = Taken.From(packed[..(int)(packed.Length * kept)]);
        taken.Events.Count.ShouldBeInRange((int)(50_000 * kept * 0.7), (int)(50_000 * kept * 1.2));
        taken.OnlyFault().ShouldContain("damaged");
        taken.Report.Remarks.ShouldContain(r => r.Contains("could not be read to its end"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    public void Gzip_that_lacks_its_last_bytes_is_said_to_break_off(int missing)
    {
        var packed = Gzip(Encoding.UTF8.GetBytes(Line + Line));
        Taken.From(packed[..^missing]).Report.Remarks.ShouldContain(r => r.Contains("breaks off") || r.Contains("could not be read"));
    }

    [Fact]
    public void Gzip_WithAWrongChecksumOrTextBehind_IsSaidTruly()
    {
        var packed = Gzip(Encoding.UTF8.GetBytes(Line + Line));
        Taken.From([.. packed, .. "more"u8]).Report.Remarks.ShouldContain(r => r.Contains("behind the gzip data comes something else"));
        packed[^6] ^= 1;
        Taken.From(packed).Report.Remarks.ShouldContain(r => r.Contains("checksum"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(200_000)]
    public void Gzip_FilledUpWithZeros_IsWhole_ButNothingMayFollowThem(int zeros)
    {
        var text = Encoding.UTF8.GetBytes(Line + Line);
        byte[] padded = [.. Gzip(text), .. new byte[zeros]];
        foreach (var taken in new[] { Taken.From(padded), Taken.From(new TrickleStream(padded, 1000)), Taken.From([.. Gzip(text), .. EmptyMember, .. new byte[zeros]]) })
        {
            taken.Events.Count.ShouldBe(2);
            taken.Report.BadRecordCount.ShouldBe(0);
        }

        SaysEmpty(Taken.From([.. EmptyMember, .. new byte[zeros]]));
        Taken.From([.. padded, .. "more"u8]).Report.Remarks.ShouldContain(r => r.Contains("behind the gzip data comes something else"));
    }

    [Theory]
    [InlineData("type,time,message_id\rreceipt,2026-03-02T00:00:20Z,a\rreceipt,2026-03-02T00:00:21Z,b\r")]
    [InlineData("type,time,message_id\rreceipt,2026-03-02T00:00:20Z,a\rreceipt,2026-03-02T00:00:21Z,b")]
    [InlineData("{\"type\":\"receipt\",\"time\":\"2026-03-02T00:00:20Z\",\"message_id\":\"a\"}\r{\"type\":\"receipt\",\"time\":\"2026-03-02T00:00:21Z\",\"message_id\":\"b\"}\r")]
    public void Lines_ThatEndWithCrAlone_AreLines(string content)
    {
        var taken = Taken.From(content);
        taken.Events.Count.ShouldBe(2);
        taken.Report.BadRecordCount.ShouldBe(0);
        taken.Report.Remarks.ShouldContain(r => r.Contains("CR alone"));
    }

    [Fact]
    public void Gzip_zstd_and_joined_members_read_as_plain()
    {
        var text = Encoding.UTF8.GetBytes(Line + Line);
        Taken.From(Gzip(text)).Events.Count.ShouldBe(2);
        Taken.From([.. Gzip(text), .. Gzip(text)]).Events.Count.ShouldBe(4);
        using var zstd = new ZstdSharp.Compressor();
        byte[] frame = zstd.Wrap(text).ToArray();
        Taken.From(frame).Events.Count.ShouldBe(2);
        Taken.From([.. frame, .. frame]).Events.Count.ShouldBe(4);
        Taken.From(new TrickleStream(Gzip(text), 1)).Events.Count.ShouldBe(2);
    }

    [Fact]
    public void Archives_that_are_not_read_are_named()
    {
        Taken.From("PK\u0003\u0004rest"u8.ToArray()).OnlyFault().ShouldContain("zip");
        Taken.From("BZh91AY"u8.ToArray()).OnlyFault().ShouldContain("bzip2");
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Utf16_is_transcoded_and_remarked(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] content = [.. encoding.GetPreamble(), .. encoding.GetBytes(Line)];
        var taken = Taken.From(content);
        taken.Events.Count.ShouldBe(1);
        taken.Report.Remarks.ShouldContain(r => r.Contains("utf-16", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Line_of_200_megabytes_is_not_held_in_memory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var content = new LongLineStream(Encoding.UTF8.GetBytes(Line), 200_000_000);
        var taken = Taken.From(content);
        taken.Events.Count.ShouldBe(2);
        taken.OnlyFault().ShouldContain("longer than");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(30_000_000);
    }

    [Fact]
    public void A_million_senders_fit_in_bounded_memory()
    {
        var names = new NameTable("sender", 1000);
        for (var i = 0; i < 1_000_000; i++) names.Intern($"s{i}");
        names.Count.ShouldBe(1000);
        names.Overflowed.ShouldBe(1_000_000 - 998);
    }

    [Fact]
    public void Unknown_format_name_is_refused() =>
        Should.Throw<TrafficSourceException>(() => Taken.From(Line, new ReadingOptions { Format = "nonsense" })).Message.ShouldContain("nonsense");

    private static byte[] Form(int form)
    {
        var json = string.Concat(Enumerable.Repeat(Line, 30));
        return form switch
        {
            0 => Encoding.UTF8.GetBytes(json),
            1 => Encoding.UTF8.GetBytes("[" + json.TrimEnd('\n').Replace("\n", ",") + "]"),
            2 => Encoding.UTF8.GetBytes("time,message_id,customer,destination\n" + string.Concat(Enumerable.Repeat("2026-03-02T00:00:08Z,m1,\"a\",+393391234567\n", 30))),
            _ => Gzip(Encoding.UTF8.GetBytes(json)),
        };
    }

    // GZipStream writes nothing where nothing is written to it.
    private static void SaysEmpty(Taken taken)
    {
        taken.Report.Remarks.ShouldContain("the file is empty");
        (taken.Report.Records, taken.Report.BadRecordCount).ShouldBe((0, 0));
    }

    private static byte[] EmptyMember => Convert.FromHexString("1F8B080000000000000303000000000000000000");

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    /// <summary>A good line, a line as long as asked, a good line.</summary>
    private sealed class LongLineStream(byte[] line, long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var total = (line.Length * 2) + length + 1;
            var read = (int)Math.Min(Math.Min(count, 65_536), total - _at);
            for (var i = 0; i < read; i++, _at++)
            {
                buffer[offset + i] = _at < line.Length ? line[_at]
                    : _at < line.Length + length ? (byte)'x'
                    : _at == line.Length + length ? (byte)'\n'
                    : line[_at - line.Length - length - 1];
            }

            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
