using System.IO.Compression;
using System.Text;
using Shouldly;
using Tidegate.Live;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Storage.Tests;

public sealed class EventFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_of_several_forms_are_merged_by_time_each_with_its_report()
    {
        Write("b.log", Receipts(10, 30));
        Write("a.csv", "type,time,message_id\nreceipt,2026-03-02T00:00:20Z,m20\nreceipt,2026-03-02T00:00:40Z,m40\nbad,row,here\n");
        Pack("c", Receipts(25));
        using var source = EventFiles.Open([Path.Combine(_folder, "*")], new TrafficNames());
        var batch = new TrafficEvent[3];
        var times = new List<long>();
        for (int count; (count = source.Read(batch)) > 0;) times.AddRange(batch[..count].Select(e => e.Time / 1000 % 60));
        times.ShouldBe([10, 20, 25, 30, 40]);
        source.Reports.Select(r => r.Format).ShouldBe(["tidegate-csv", "tidegate-ndjson", "tidegate-ndjson"]);
        source.Reports.Sum(r => r.BadRecordCount).ShouldBe(1);
        source.Report.Records.ShouldBe(6);
        source.Report.BytesRead.ShouldBe(source.Report.TotalBytes!.Value);
    }

    [Theory]
    [InlineData("a.ndjson", "{\"type\":\"submit\",\"time\":\"2026-03-02T00:00:20Z\",\"message_id\":\"id \\u00e9 1\",\"customer\":\"acme\",\"destination\":\"+393391234567\"}\n{\"type\":\"submit\",\"time\":\"2026-03-02T00:00:21Z\",\"message_id\":\"id 2\",\"customer\":\"other\",\"destination\":\"+393391234567\"}\n")]
    [InlineData("a.csv", "type,time,message_id,customer,destination\nsubmit,2026-03-02T00:00:20Z,id \u00e9 1,acme,+393391234567\nsubmit,2026-03-02T00:00:21Z,id 2,other,+393391234567\n")]
    public void Message_ids_in_words_are_kept_of_the_customers_that_want_it_alone(string name, string content)
    {
        var names = new TrafficNames { Ids = new MessageIds(c => c == "acme") };
        using var source = EventFiles.Open([Write(name, content)], names);
        var batch = new TrafficEvent[8];
        source.Read(batch).ShouldBe(2);
        names.Ids.Find(batch[0].MessageKey).ShouldBe("id \u00e9 1");
        names.Ids.Find(batch[1].MessageKey).ShouldBeNull();
        var packed = LiveBatchCodec.Encode(LiveBatch.Take(batch[..2], 2, names));
        var read = new TrafficNames { Ids = new MessageIds(_ => true) };
        var events = new TrafficEvent[2];
        LiveBatchCodec.Decode(packed).Translate(read, events);
        read.Ids.Find(events[0].MessageKey).ShouldBe("id \u00e9 1");
        read.Ids.Find(events[1].MessageKey).ShouldBeNull();
    }

    [Theory]
    [InlineData("1.log", "2.log")]
    [InlineData("2.log", "1.log")]
    public void Rotated_logs_are_joined_as_one_in_whatever_order_they_come(string first, string second)
    {
        static string Kannel(string time, string verb, string id, string flags, string text) =>
            $"2026-03-02 {time} {verb} [SMSC:tim] [SVC:acme] [ACT:] [BINF:] [FID:{id}] [META:] [from:ACME] [to:+393391234567] [flags:{flags}] [msg:{text.Length}:{text}] [udh:0:]\n";
        static string Sent(string time, string id) => Kannel(time, "Sent SMS", id, "-1:0:-1:-1:31", "x");
        static string Dlr(string time, string id) => Kannel(time, "Receive DLR", id, "-1:-1:-1:-1:1", "stat:DELIVRD err:000");
        Write("1.log", Sent("10:00:01", "A1") + Sent("10:00:02", "A2"));
        Write("2.log", Dlr("11:00:01", "00a1") + Sent("16:00:01", "A2") + Dlr("16:00:02", "a2") + Dlr("16:00:03", "zz"));
        AllOf(first, second, "kannel-access-log").ShouldBe(["Submit 1", "Submit 2", "Receipt 1", "Submit 2", "Receipt 2", "Receipt ?"]);

        const string mt = "2026-03-02 10:00:01 INFO     1 SMS-MT [cid:tim] [queue-msgid:q1] [smpp-msgid:b'003ac2820d'] [status:CommandStatus.ESME_ROK] [from:b'A'] [to:b'393391234567'] [content:b'hi'] [tlvs:none]\n";
        const string dlr = "2026-03-02 10:00:08 INFO     1 DLR [cid:tim] [smpp-msgid:3AC2820D] [status:DELIVRD] [err:0] [content:'x']\n";
        Write("1.log", mt);
        Write("2.log", dlr + dlr.Replace("3AC2820D", "77", StringComparison.Ordinal));
        AllOf(first, second, "jasmin-log").ShouldBe(["Submit 1", "Receipt 1"]);
    }

    // Messages by number as they come; "?" is of none of them.
    private string[] AllOf(string first, string second, string format)
    {
        using var source = EventFiles.Open([Path.Combine(_folder, first), Path.Combine(_folder, second)], new TrafficNames(), new ReadingOptions { Import = new() { DefaultCustomer = "acme", DefaultCountryCallingCode = "39" } });
        var batch = new TrafficEvent[16];
        var events = batch[..source.Read(batch)];
        source.Reports.ShouldAllBe(r => r.Format == format);
        var keys = events.Where(e => e.Kind == EventKind.Submit).Select(e => e.MessageKey).Distinct().ToList();
        return [.. events.Select(e => $"{e.Kind} {(keys.IndexOf(e.MessageKey) is >= 0 and var at ? at + 1 : "?")}")];
    }

    [Fact]
    public void Globs_reach_into_folders_and_name_each_file_once()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "x", "y"));
        Write("x/1.ndjson", Receipts(1));
        Write("x/y/2.ndjson", Receipts(2));
        Write("x/y/3.txt", Receipts(3));
        using var source = EventFiles.Open([Path.Combine(_folder, "**", "*.ndjson"), Path.Combine(_folder, "x", "1.ndjson")], new TrafficNames());
        source.Reports.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("missing.csv", "no such file")]
    [InlineData("*.none", "no file matches")]
    [InlineData(".", "it is a folder")]
    public void What_cannot_be_opened_is_named(string name, string reason)
    {
        var path = name == "." ? _folder : Path.Combine(_folder, name);
        var message = Should.Throw<TrafficSourceException>(() => EventFiles.Open([path], new TrafficNames())).Message;
        message.ShouldContain(reason);
        message.ShouldContain(path);
    }

    [Fact]
    public void Unknown_format_is_refused() =>
        Should.Throw<TrafficSourceException>(() => EventFiles.Open([Write("a", Receipts(1))], new TrafficNames(), new ReadingOptions { Format = "x" }));

    private static string Receipts(params int[] seconds) =>
        string.Concat(seconds.Select(s => $$"""{"type":"receipt","time":"2026-03-02T00:00:{{s:D2}}Z","message_id":"m{{s}}"}""" + "\n"));

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private void Pack(string name, string content)
    {
        using var gzip = new GZipStream(File.Create(Path.Combine(_folder, name)), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(content));
    }
}
