using Tidegate.Numbering;
using Tidegate.Output;
using Tidegate.Pipeline;
using Tidegate.Reporting;
using Tidegate.Reporting.Packs;
using Tidegate.Reporting.Html;
using Tidegate.Server.Packs;
using Tidegate.Storage;
using Tidegate.Traffic;

namespace Tidegate.Packs;

/// <summary>Makes a pack: finds the incident in the report, scans the files again for its charts, lists its messages, signs.</summary>
internal static class PackRun
{
    /// <summary>Runs it.</summary>
    /// <exception cref="UserErrorException">It could not run.</exception>
    public static int Run(PackRequest request, TimeProvider time, CancellationToken cancel)
    {
        var report = ReportFile.Read(request.Report);
        var incident = report.Incidents.FirstOrDefault(i => string.Equals(i.Id, request.Incident, StringComparison.Ordinal))
            ?? throw new UserErrorException($"--incident '{request.Incident}' is not in '{request.Report}'; expected one of: {Phrases.List([.. report.Incidents.Select(i => i.Id)], 10)}");
        using var output = AtomicFile.Open(request.Output, "evidence pack");
        using var key = EvidenceKeys.Signing(request.Data);
        var privacy = request.FullNumbers ? EvidencePrivacy.FullNumbers : EvidencePrivacy.Hiding(EvidenceKeys.Pseudonyms(request.Data), incident.Id);
        var plan = new NumberPlan();
        var again = ScannedAgain(request, plan, cancel).Incidents.FirstOrDefault(i => string.Equals(i.Id, incident.Id, StringComparison.Ordinal));
        var names = new TrafficNames { Ids = request.FullNumbers ? new MessageIds(_ => true, incident.FirstMessageAt.ToUnixTimeMilliseconds(), incident.LastMessageAt.ToUnixTimeMilliseconds()) : null };
        var messages = new EvidenceMessages(incident, names, plan, request.MaxMessages);
        using (var source = EventFiles.Open(request.Files, names, request.Reading, cancel)) messages.Read(source, cancel);
        if (messages.Count == 0) throw new UserErrorException($"none of the messages of incident '{incident.Id}' is in {Phrases.List(request.Files)}; expected the files that the report was made of");

        var facts = new EvidenceFacts
        {
            Incident = incident.Id,
            CreatedAt = time.GetUtcNow(),
            Messages = messages.Count,
            MessagesLeftOut = messages.LeftOut,
            Reproduced = again is not null,
            FullNumbers = privacy.IsFull,
        };
        var shown = privacy.Of(incident with { Picture = again?.Picture });
        var part = report with
        {
            Incidents = [shown],
            Decisions = [.. report.Decisions.Where(d => string.Equals(d.IncidentId, incident.Id, StringComparison.Ordinal)).Select(privacy.Of)],
        };
        string NetworkName(string mccMnc) => plan.NetworkByMccMnc(mccMnc) is { } network ? $"{network.Name}, {network.Countries[0]}" : "";
        var pack = EvidencePack.Make(
            [
                ("report.html", Bytes(stream => HtmlReport.Write(stream, part, NetworkName))),
                ("incident.json", Bytes(stream => ScanReportJson.Write(stream, part))),
                ("messages.csv", messages.Csv(privacy)),
                ("method.txt", EvidenceMethod.Text([shown], facts)),
            ],
            facts,
            key);
        output.Write("evidence pack", stream => stream.Write(pack));
        Console.WriteLine($"{request.Output}: incident {incident.Id}, {Phrases.Count(facts.Messages, "message", "messages")}{(facts.Reproduced == true ? "" : ", not found again in the files: no charts")}");
        Console.WriteLine($"signed by {EvidenceSeal.Fingerprint(key)}; public key: {Path.Combine(request.Data, "keys", "evidence-public.pem")}");
        return ExitStatus.NothingFound;
    }

    private static ScanReport ScannedAgain(PackRequest request, NumberPlan plan, CancellationToken cancel)
    {
        var names = new TrafficNames();
        plan.NameNetworks(names.Networks);
        using var source = new BackgroundEventSource(EventFiles.Open(request.Files, names, request.Reading, cancel), cancel: cancel);
        var report = Scan.Run(source, names, plan, new ScanOptions { Pictures = true }, progress: null, cancel);
        return cancel.IsCancellationRequested ? throw new UserErrorException("stopped before the files were read; nothing was written") : report;
    }

    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }
}
