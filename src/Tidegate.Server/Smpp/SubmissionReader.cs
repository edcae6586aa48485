using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Text;

namespace Tidegate.Server.Smpp;

/// <summary>Reads what is submitted and rules on it: contracted rate, then verdict.</summary>
internal sealed class SubmissionReader(SmppVerdicts verdicts, SmppCounts counts)
{
    /// <summary>Whether a command submits.</summary>
    public static bool Submits(CommandId command) => command is CommandId.SubmitSm or CommandId.DataSm or CommandId.SubmitMulti;

    /// <summary>What is to be done with a submission.</summary>
    /// <param name="account">Who submits.</param>
    /// <param name="command">submit_sm, data_sm or submit_multi.</param>
    /// <param name="pdu">The PDU in one piece.</param>
    /// <param name="at">When it came, Unix ms.</param>
    /// <param name="submission">What it is, without what <paramref name="split"/> takes out; null where it cannot be read.</param>
    /// <param name="split">What goes on instead, where some of several numbers are blocked.</param>
    public Ruling On(SmppAccount account, CommandId command, ReadOnlySpan<byte> pdu, long at, out Submission? submission, out SplitMulti? split)
    {
        var body = pdu[SmppHeader.Size..];
        split = null;
        switch (command)
        {
            case CommandId.SubmitSm when PduBody.TryRead<MessageSm>(body, out var message, out _):
                return One(account, at, message.Source, message.Destination, message.Settings.EsmClass, message.Settings.DataCoding, message.UserData, message.Tlvs, out submission);
            case CommandId.DataSm when PduBody.TryRead<DataSm>(body, out var data, out _):
                return One(account, at, data.Source, data.Destination, data.EsmClass, data.DataCoding, data.UserData, data.Tlvs, out submission);
            case CommandId.SubmitMulti when PduBody.TryRead<SubmitMulti>(body, out var multi, out _):
                return Many(account, at, multi, out submission, out split);
            default:
                counts.Unreadable.Add();
                submission = null;
                return account.Rate.TryTake(1) ? verdicts.On(account, default, 0, Concatenation.Whole) : Ruling.OverRate;
        }
    }

    private Ruling One(SmppAccount account, long at, SmppAddress source, SmppAddress destination, byte esmClass, byte coding, ReadOnlySpan<byte> userData, Tlvs tlvs, out Submission? submission)
    {
        var number = LooseNumber.Read(destination.Digits);
        var part = Concatenation.Of(esmClass, userData, tlvs);
        submission = Seen(account, at, source, [number], part, coding, userData);
        return account.Rate.TryTake(1) ? verdicts.On(account, source.Digits, number, part) : Ruling.OverRate;
    }

    // Each number has its own verdict, and counts against the contracted rate.
    private Ruling Many(SmppAccount account, long at, SubmitMulti multi, out Submission? submission, out SplitMulti? split)
    {
        split = null;
        submission = null;
        if (!account.Rate.TryTake(Math.Max(1, multi.Destinations.Count))) return Ruling.OverRate;
        var part = Concatenation.Of(multi.Settings.EsmClass, multi.UserData, multi.Tlvs);
        var (passed, refused, blocked) = (new List<ulong>(), new List<ulong>(), new List<bool>());
        foreach (var destination in multi.Destinations)
        {
            var number = destination.IsList ? 0 : LooseNumber.Read(destination.Address.Digits);
            var ruling = destination.IsList ? Ruling.Pass : verdicts.On(account, multi.Source.Digits, number, part);
            if (ruling == Ruling.Fail) return ruling;
            blocked.Add(ruling == Ruling.Block);
            if (!destination.IsList) (ruling == Ruling.Block ? refused : passed).Add(number);
        }

        var all = refused.Count == blocked.Count && refused.Count > 0;
        submission = Seen(account, at, multi.Source, all ? refused : passed, part, multi.Settings.DataCoding, multi.UserData);
        if (refused.Count > 0 && !all) split = SplitMulti.Of(multi, blocked, account.Options.BlockStatus, submission with { Destinations = refused });
        return all ? Ruling.Block : Ruling.Pass;
    }

    private static Submission Seen(SmppAccount account, long at, SmppAddress source, IReadOnlyList<ulong> numbers, in Concatenation part, byte coding, ReadOnlySpan<byte> userData)
    {
        var segments = part.Total == 1 ? PartCount.Of(userData, coding) : part.Number == 1 ? part.Total : 0;
        return new Submission(at, account.NameOf(source.Digits), numbers, segments);
    }
}
