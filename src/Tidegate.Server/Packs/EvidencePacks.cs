using System.Security.Cryptography;
using Tidegate.Decisions;
using Tidegate.Enforcement;
using Tidegate.Incidents;
using Tidegate.Numbering;
using Tidegate.Reporting;
using Tidegate.Reporting.Html;
using Tidegate.Reporting.Packs;
using Tidegate.Server.Access;
using Tidegate.Server.Console;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;
using Tidegate.Server.Scheduling;
using Tidegate.Storage.Live;
using Tidegate.Traffic;

namespace Tidegate.Server.Packs;

/// <summary>A pack.</summary>
/// <param name="About">Id of the incident, or of the campaign.</param>
/// <param name="Content">The ZIP.</param>
/// <param name="Sha256">SHA-256 of it, hexadecimal.</param>
internal sealed record MadePack(string About, byte[] Content, string Sha256);

/// <summary>Makes evidence packs of what the running service knows and still holds.</summary>
internal sealed class EvidencePacks(LiveEngine engine, EngineOptions options, EvidenceTraffic traffic, MayHaveWholeNumbers mayHave, TrafficSums sums, TimeProvider time) : IDisposable
{
    private const int MostMessages = 250_000;
    private const int MostIncidents = 100;

    // The whole journal is read for each.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    /// <summary>The public half of the key that packs are signed with, PEM.</summary>
    public string PublicKey()
    {
        using var key = EvidenceKeys.Signing(options.Data);
        return key.ExportSubjectPublicKeyInfoPem() + "\n";
    }

    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Makes one, and writes into the audit log who has it.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="campaign">Whether all of its campaign is wanted.</param>
    /// <param name="full">Whether whole numbers are wanted.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancel">To stop.</param>
    /// <exception cref="ProblemException">Whole numbers are not for the caller, or the campaign is too large.</exception>
    public async Task<MadePack> MakeAsync(Incident incident, bool campaign, bool full, Caller by, CancellationToken cancel)
    {
        IReadOnlyList<Incident> incidents = campaign ? [.. (await IncidentEndpoints.OfCampaignAsync(engine, incident.CampaignId)).OrderBy(i => i.OpenedAt).ThenBy(i => i.Id, StringComparer.Ordinal)] : [incident];
        if (full && !mayHave(by, incidents)) throw new ProblemException(StatusCodes.Status403Forbidden, "whole numbers are in no pack unless the evidence store is on and the role allows it", "query.numbers", "full", "pseudonyms, or the evidence store: docs/privacy.md");
        if (incidents.Count > MostIncidents) throw ProblemException.Bad("query.of", "campaign", $"a campaign of at most {MostIncidents} incidents; this one has {incidents.Count}");
        var decisions = await DecisionsAsync(incidents);
        await _oneAtATime.WaitAsync(cancel);
        try
        {
            var pack = await Task.Run(() => Make(incidents, campaign ? incident.CampaignId : incident.Id, campaign, decisions, full, cancel), cancel);
            engine.Store.Change((_, _) => (0, new AuditLine(
                0, time.GetUtcNow().ToUnixTimeMilliseconds(), by.Name, "incident.evidence", incident.Id, null, Book.Write(new { about = pack.About, sha256 = pack.Sha256, bytes = pack.Content.Length, full_numbers = full }), "")));
            return pack;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private MadePack Make(IReadOnlyList<Incident> incidents, string about, bool campaign, IReadOnlyList<Decision> decisions, bool full, CancellationToken cancel)
    {
        using var key = EvidenceKeys.Signing(options.Data);
        var privacy = full ? EvidencePrivacy.FullNumbers : EvidencePrivacy.Hiding(EvidenceKeys.Pseudonyms(options.Data), about);
        var (names, plan) = (new TrafficNames { Ids = full ? Ids(incidents) : null }, new NumberPlan());
        plan.NameNetworks(names.Networks);
        var lists = incidents.Select(i => new EvidenceMessages(i, names, plan, MostMessages / incidents.Count) { Drawing = new EvidencePicture(i) }).ToList();
        using (var source = traffic(incidents.Min(i => i.FirstMessageAt), incidents.Max(i => i.LastMessageAt), names, cancel)) EvidenceMessages.ReadAll(source, lists, cancel);
        var facts = new EvidenceFacts
        {
            Incident = about,
            IsCampaign = campaign,
            CreatedAt = time.GetUtcNow(),
            Messages = lists.Sum(l => (long)l.Count),
            MessagesLeftOut = lists.Sum(l => l.LeftOut),
            Reproduced = null,
            FullNumbers = full,
        };
        List<Incident> shown = [.. incidents.Zip(lists, (i, l) => privacy.Of(i with { Picture = l.Drawing!.HasMessages ? l.Drawing.Draw(names) : null }))];
        var report = new ScanReport
        {
            Counts = Counts(incidents.Min(i => i.FirstMessageAt), incidents.Max(i => i.LastMessageAt)),
            Sources = [],
            Incidents = shown,
            Decisions = [.. decisions.Select(privacy.Of)],
            FeedHealth = [],
        };
        var pack = EvidencePack.Make(
            [
                ("report.html", Bytes(stream => HtmlReport.Write(stream, report, Names.NetworkName))),
                ("incident.json", Bytes(stream => ScanReportJson.Write(stream, report))),
                .. lists.Select((l, n) => (campaign ? $"messages-{n + 1}.csv" : "messages.csv", l.Csv(privacy))),
                ("method.txt", EvidenceMethod.Text(shown, facts)),
            ],
            facts,
            key);
        return new MadePack(about, pack, Convert.ToHexStringLower(SHA256.HashData(pack)));
    }

    // Those of the customers in question alone, and of the time.
    private static MessageIds Ids(IReadOnlyList<Incident> incidents)
    {
        var customers = incidents.SelectMany(i => i.Scope.Customers).ToHashSet(StringComparer.Ordinal);
        return new MessageIds(customers.Contains, incidents.Min(i => i.FirstMessageAt).ToUnixTimeMilliseconds(), incidents.Max(i => i.LastMessageAt).ToUnixTimeMilliseconds());
    }

    // All that went through in that time, of which the incident is a part.
    private ScanCounts Counts(DateTimeOffset first, DateTimeOffset last)
    {
        long all;
        try
        {
            all = sums.Total(first, last);
        }
        catch (IOException)
        {
            all = 0; // then the pack says of no share; what it is about does not rest on the sums
        }

        return new ScanCounts { Records = all, Submissions = all, From = first, To = last };
    }

    // Detection's with what they hit, and those that people gave.
    private async Task<IReadOnlyList<Decision>> DecisionsAsync(IReadOnlyList<Incident> incidents)
    {
        var ids = incidents.Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        var automatic = await engine.ReadAsync(p => p.Desk.Decisions.Where(d => ids.Contains(Desk.IncidentIdOf(p.Desk.Incidents[d.Incident]))).Select(p.Desk.DescribeDecision).ToList());
        var known = automatic.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var others = engine.Book.Each(Book.Decision).Select(d => engine.Book.Recall<DecisionRecord>(d).Order)
            .Where(o => o.IncidentId is { } id && ids.Contains(id) && o.Kind != OrderKind.Allow && !known.Contains(o.Id)).Select(Of);
        return [.. automatic.Concat(others).OrderBy(d => d.IssuedAt).ThenBy(d => d.Id, StringComparer.Ordinal)];
    }

    private static Decision Of(Order order) => new()
    {
        Id = order.Id,
        IncidentId = order.IncidentId!,
        Action = order.Kind switch { OrderKind.Monitor => DecisionAction.Monitor, OrderKind.Throttle => DecisionAction.Throttle, _ => DecisionAction.Block },
        Proposed = order.Proposed switch { "block" => DecisionAction.Block, "throttle" => DecisionAction.Throttle, _ => null },
        IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(order.IssuedAt),
        ExpiresAt = order.Until >= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(order.Until),
        Scope = order.Scope,
        Reason = order.Reason,
    };

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
