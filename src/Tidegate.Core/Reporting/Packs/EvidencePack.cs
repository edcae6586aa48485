using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tidegate.Reporting.Packs;

/// <summary>What the manifest of a pack says beside its files.</summary>
public sealed record EvidenceFacts
{
    /// <summary>Id of the incident.</summary>
    public required string Incident { get; init; }

    /// <summary>When the pack was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Rows of the message list.</summary>
    public required long Messages { get; init; }

    /// <summary>Messages beyond those, left out for their number.</summary>
    public required long MessagesLeftOut { get; init; }

    /// <summary>Whether scanning the files again found the same incident; null where the service that found it made the pack, and nothing was scanned again.</summary>
    public required bool? Reproduced { get; init; }

    /// <summary>Whether it is about a whole campaign: then <see cref="Incident"/> is the campaign's id.</summary>
    public bool IsCampaign { get; init; }

    /// <summary>Whether numbers are whole.</summary>
    public required bool FullNumbers { get; init; }
}

/// <summary>What a check of a pack found.</summary>
/// <param name="Faults">What is wrong, a sentence each; none when it is whole and signed by the key.</param>
/// <param name="Fingerprint">The key that it was checked with (SHA-256 of its SubjectPublicKeyInfo); empty when there was none.</param>
/// <param name="OwnKey">Whether that key came out of the pack itself.</param>
public sealed record EvidenceCheck(IReadOnlyList<string> Faults, string Fingerprint, bool OwnKey);

/// <summary>
/// A pack: files in a ZIP with a manifest of their SHA-256 hashes, and the manifest's signature. Not one byte of it can be
/// other than as it was written: the archive's form is fixed, the files are hashed, the hashes signed.
/// </summary>
public static class EvidencePack
{
    /// <summary>Value of the manifest's field "schema".</summary>
    public const string Schema = "tidegate.evidence/1";

    private const string Manifest = "manifest.json";
    private const string Signature = "manifest.sig";
    private const string PublicKey = "public.pem";

    /// <summary>Makes a pack.</summary>
    /// <param name="files">Its files, by name.</param>
    /// <param name="facts">What the manifest says beside them.</param>
    /// <param name="key">A private key on P-256.</param>
    /// <exception cref="InvalidDataException">It would be larger than two gigabytes.</exception>
    public static byte[] Make(IEnumerable<(string Name, byte[] Content)> files, EvidenceFacts facts, ECDsa key)
    {
        List<(string Name, byte[] Content)> all = [.. files, (PublicKey, EvidenceSeal.PublicPem(key))];
        var manifest = ManifestOf(all, facts, EvidenceSeal.Fingerprint(key));
        return StoredZip.Write([.. all, (Manifest, manifest), (Signature, EvidenceSeal.Sign(key, manifest))]);
    }

    /// <summary>Checks a pack to its last byte.</summary>
    /// <param name="pack">The pack.</param>
    /// <param name="trusted">The public key of who is said to have made it, PEM; null to take the pack's own, which says only that nobody else changed it since.</param>
    /// <exception cref="FormatException">The trusted key is no public key.</exception>
    public static EvidenceCheck Verify(byte[] pack, string? trusted)
    {
        using var given = trusted is null ? null : ReadKey(trusted) ?? throw new FormatException("not a public key on P-256 in PEM form");
        if (StoredZip.Read(pack) is not { } files) return new EvidenceCheck(["the archive is not as it was written: bytes of it were changed, added or taken away"], "", false);
        var byName = files.ToLookup(f => f.Name, f => f.Content, StringComparer.Ordinal);
        var faults = new List<string>();
        foreach (var name in new[] { Manifest, Signature, PublicKey })
            if (byName[name].Count() != 1) faults.Add($"{name} is there {byName[name].Count()} times, expected once");
        if (faults.Count > 0) return new EvidenceCheck(faults, "", false);
        using var own = given is null ? ReadKey(Encoding.ASCII.GetString(byName[PublicKey].Single())) : null;
        var key = given ?? own;
        if (key is null) return new EvidenceCheck([$"{PublicKey} is not a public key on P-256"], "", false);
        var manifest = byName[Manifest].Single();
        if (!EvidenceSeal.Holds(key, manifest, byName[Signature].Single())) faults.Add($"{Manifest} is not what this key signed: it was changed, or made by somebody else");
        else CheckFiles(manifest, files, faults);
        return new EvidenceCheck(faults, EvidenceSeal.Fingerprint(key), given is null);
    }

    private static void CheckFiles(byte[] manifest, IReadOnlyList<(string Name, byte[] Content)> files, List<string> faults)
    {
        using var json = JsonDocument.Parse(manifest);
        var left = json.RootElement.GetProperty("files").EnumerateArray().ToDictionary(f => f.GetProperty("name").GetString()!, f => f.GetProperty("sha256").GetString(), StringComparer.Ordinal);
        foreach (var (name, content) in files.Where(f => f.Name is not (Manifest or Signature)))
        {
            if (!left.Remove(name, out var hash)) faults.Add($"{name} is not in the manifest, or there twice: it was added");
            else if (Hash(content) != hash) faults.Add($"{name} was changed: its SHA-256 is not that of the manifest");
        }

        faults.AddRange(left.Keys.Select(name => $"{name} is missing"));
    }

    private static byte[] ManifestOf(IEnumerable<(string Name, byte[] Content)> files, EvidenceFacts facts, string fingerprint)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonForm.Ascii))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteString(facts.IsCampaign ? "campaign" : "incident", facts.Incident);
            json.WriteString("created_at", Phrases.Rfc3339(facts.CreatedAt));
            json.WriteString("key_sha256", fingerprint);
            json.WriteNumber("messages", facts.Messages);
            json.WriteNumber("messages_left_out", facts.MessagesLeftOut);
            if (facts.Reproduced is { } reproduced) json.WriteBoolean("reproduced", reproduced);
            json.WriteBoolean("full_numbers", facts.FullNumbers);
            json.WriteStartArray("files");
            foreach (var (name, content) in files)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteNumber("bytes", content.Length);
                json.WriteString("sha256", Hash(content));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static ECDsa? ReadKey(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            if (key.KeySize == 256) return key;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // Told by what is returned.
        }

        key.Dispose();
        return null;
    }
}
