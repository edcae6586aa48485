using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Tidegate.Incidents;
using Tidegate.Reporting.Packs;
using Xunit;

namespace Tidegate.Core.Tests.Reporting.Packs;

public sealed class EvidencePackTests : IDisposable
{
    private static readonly EvidenceFacts Facts = new()
    {
        Incident = "i1",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Messages = 1,
        MessagesLeftOut = 0,
        Reproduced = true,
        FullNumbers = false,
    };

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Whole_pack_is_whole_under_its_makers_key_and_opens_anywhere()
    {
        var pack = Pack();
        EvidencePack.Verify(pack, Public(_key)).ShouldSatisfyAllConditions(c => c.Faults.ShouldBeEmpty(), c => c.OwnKey.ShouldBeFalse());
        EvidencePack.Verify(pack, null).ShouldSatisfyAllConditions(c => c.Faults.ShouldBeEmpty(), c => c.OwnKey.ShouldBeTrue());
        using var zip = new ZipArchive(new MemoryStream(pack));
        zip.Entries.Select(e => e.FullName).ShouldBe(["a.txt", "empty.txt", "public.pem", "manifest.json", "manifest.sig"]);
        using var text = new StreamReader(zip.GetEntry("a.txt")!.Open());
        text.ReadToEnd().ShouldBe("hello");
    }

    [Fact]
    public void Every_changed_byte_is_found()
    {
        var pack = Pack();
        for (var i = 0; i < pack.Length; i++)
        {
            var changed = pack.ToArray();
            changed[i] ^= (byte)(1 << (i % 8));
            EvidencePack.Verify(changed, Public(_key)).Faults.ShouldNotBeEmpty($"byte {i}");
            EvidencePack.Verify(changed, null).Faults.ShouldNotBeEmpty($"byte {i}, own key");
        }
    }

    [Fact]
    public void Every_byte_added_or_taken_away_is_found()
    {
        var pack = Pack();
        for (var i = 0; i < pack.Length; i++)
        {
            EvidencePack.Verify([.. pack[..i], .. pack[(i + 1)..]], Public(_key)).Faults.ShouldNotBeEmpty($"without byte {i}");
            EvidencePack.Verify([.. pack[..i], 0, .. pack[i..]], Public(_key)).Faults.ShouldNotBeEmpty($"one more at {i}");
            EvidencePack.Verify(pack[..i], Public(_key)).Faults.ShouldNotBeEmpty($"cut at {i}");
        }

        EvidencePack.Verify([.. pack, 0], Public(_key)).Faults.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("add", "added")]
    [InlineData("twice", "twice")]
    [InlineData("remove", "is missing")]
    [InlineData("change", "was changed")]
    [InlineData("no signature", "manifest.sig is there 0 times")]
    public void An_archive_made_anew_with_other_files_is_found(string how, string fault)
    {
        var files = StoredZip.Read(Pack())!.ToList();
        if (how is "add") files.Add(("more.txt", [1]));
        if (how is "twice") files.Add(files[0]);
        if (how is "remove") files.RemoveAt(0);
        if (how is "change") files[0] = ("a.txt", "hallo"u8.ToArray());
        if (how is "no signature") files.RemoveAt(4);
        EvidencePack.Verify(StoredZip.Write(files), Public(_key)).Faults.ShouldContain(f => f.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_key_and_the_other_signature_of_the_same_manifest_are_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        EvidencePack.Verify(Pack(), Public(other)).Faults.ShouldNotBeEmpty();
        Should.Throw<FormatException>(() => EvidencePack.Verify(Pack(), "no key"));

        var content = "x"u8.ToArray();
        for (var i = 0; i < 20; i++)
        {
            var signature = EvidenceSeal.Sign(_key, content);
            EvidenceSeal.Holds(_key, content, signature).ShouldBeTrue();
            (signature[32] & 0x80).ShouldBe(0, "the smaller half");
        }
    }

    [Fact]
    public void Numbers_are_hidden_and_the_same_number_stays_the_same_within_one_pack()
    {
        var (one, two) = (EvidencePrivacy.Hiding(new byte[32], "i1"), EvidencePrivacy.Hiding(new byte[32], "i2"));
        one.Shown(994501234567).ShouldBe("+99450123xxxx");
        one.Pseudonym(994501234567).ShouldBe(one.Pseudonym(994501234567));
        one.Pseudonym(994501234567).ShouldNotBe(one.Pseudonym(994501234568));
        one.Pseudonym(994501234567).ShouldNotBe(two.Pseudonym(994501234567));
        var incident = SampleReports.Attacks().Incidents[0] with
        {
            Summary = "to +994501234567 and +99450123xxxx",
            Scope = new Scope { Ranges = [new NumberRange(994501234567, 994501234567)] },
        };
        one.Of(incident).Summary.ShouldBe("to +99450123xxxx and +99450123xxxx");
        one.Of(incident).Scope.Ranges.ShouldBe([new NumberRange(994501230000, 994501239999)]);
        EvidencePrivacy.FullNumbers.Of(incident).ShouldBe(incident);
    }

    private byte[] Pack() => EvidencePack.Make([("a.txt", "hello"u8.ToArray()), ("empty.txt", [])], Facts, _key);

    private static string Public(ECDsa key) => Encoding.ASCII.GetString(EvidenceSeal.PublicPem(key));
}
