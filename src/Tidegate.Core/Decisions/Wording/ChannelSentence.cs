using Tidegate.Detection;

namespace Tidegate.Decisions.Wording;

/// <summary>What a channel saw as one plain sentence: what was observed, and what would be usual.</summary>
internal static class ChannelSentence
{
    public static string Of(ChannelEvidence evidence, bool hasRanges) => evidence.Channel switch
    {
        "share" => Share(evidence, hasRanges),
        "novelty" => Novelty(evidence),
        "conversion" => Conversion(evidence),
        "sequence" => Sequence(evidence),
        "receipt" => Receipt(evidence),
        "repeat" => Repeat(evidence),
        "returning" => Returning(evidence),
        "campaign" => Campaign(evidence),
        "customers" => Customers(evidence),
        "prior" => Prior(evidence),
        ConcentrationChannel.Name => Concentration(evidence),
        var other => $"By its {other}: {Plain.Count(evidence.Observed)} seen, where {Usual(evidence)}.",
    };

    private static string Share(ChannelEvidence e, bool hasRanges) =>
        $"{Plain.Count(e.Observed, "message", "messages")} went to numbers never messaged before{(hasRanges ? " in these ranges" : "")}, where {Usual(e)} in that time.";

    private static string Novelty(ChannelEvidence e) =>
        $"{Plain.Count(e.Observed, "message", "messages")} went to number ranges that nobody had sent to until a few hours before, where {Usual(e)} in that time.";

    private static string Conversion(ChannelEvidence e)
    {
        var entered = e.Observed == 0 ? "None of the codes was entered" : Plain.Count(e.Observed, "code was entered", "codes were entered");
        return e.Observed >= 0.8 * e.Expected && e.Observed >= 1
            ? $"{entered}, about as many as usual: this alone does not point at fraud."
            : $"{entered}, where {Plain.About(e.Expected)} would usually have been entered by now.";
    }

    private static string Campaign(ChannelEvidence e) =>
        $"{Plain.Count(e.Observed, "message", "messages")} came where an attack that was found shortly before was expected to go on.";

    private static string Prior(ChannelEvidence e) =>
        $"{Plain.Count(e.Observed, "message", "messages")} went to numbers that others have reported as attacked or list as high-risk; by itself this would not be told of.";

    private static string Receipt(ChannelEvidence e) =>
        $"{Plain.Count(e.Observed, "message", "messages")} had a delivery receipt at once, an error, or no receipt at all, where {Usual(e)} on this route.";

    private static string Repeat(ChannelEvidence e) =>
        $"{Plain.Count(e.Observed, "number", "numbers")} got one code after another and used none of them, where {Usual(e)} in that time.";

    private static string Returning(ChannelEvidence e)
    {
        var back = e.Observed == 0 ? "None of the new numbers" : Plain.Count(e.Observed, "new number", "new numbers");
        return $"{back} asked for a second code, as people do who mistype or wait too long: {Plain.About(e.Expected)} usually would have by now.";
    }

    private static string Sequence(ChannelEvidence e)
    {
        var chance = e.Expected < 0.75 ? "which hardly ever happens by chance" : $"which by chance happens {(e.Expected < 1.5 ? "about once" : Plain.About(e.Expected) + " times")}";
        return $"{Capital(Plain.Times(e.Observed))} the next number messaged lay beyond all before it, as when a program counts through a range, {chance}.";
    }

    private static string Concentration(ChannelEvidence e)
    {
        var blocks = Plain.Count(e.Observed, "block", "blocks");
        return e.Observed < e.Expected
            ? $"By then all of it went into only {blocks} of 10,000 numbers; real people's numbers would be spread over {Plain.About(e.Expected)}."
            : $"By then it was spread over {blocks} of 10,000 numbers, as real people's numbers are ({Plain.About(e.Expected)}).";
    }

    // Expected has no meaning here: the odds alone tell whether the mix is that of the network's people.
    private static string Customers(ChannelEvidence e)
    {
        var through = $"It came through {Plain.Count(e.Observed, "customer", "customers")}";
        return e.LogOdds > 0
            ? $"{through}, and not those whom people of this network usually get messages from."
            : $"{through}, much the mix that people of this network usually get messages from: this alone does not point at fraud.";
    }

    private static string Usual(ChannelEvidence e) => $"{Plain.About(e.Expected)} would be usual";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
