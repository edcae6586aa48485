using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Text;

namespace Tidegate.Server.Smpp;

/// <summary>Reads what is submitted and asks for its verdict.</summary>
internal sealed class SubmissionReader(SmppVerdicts verdicts, SmppCounts counts, TimeProvider time)
{
    /// <summary>Whether a command submits.</summary>
    public static bool Submits(CommandId command) => command is CommandId.SubmitSm or CommandId.DataSm or CommandId.SubmitMulti;

    /// <summary>The verdict on a submission.</summary>
    /// <param name="account">Who submits.</param>
    /// <param name="command">submit_sm, data_sm or submit_multi.</param>
    /// <param name="pdu">The PDU in one piece.</param>
    /// <param name="submission">What it is; null where it cannot be read.</param>
    /// <returns>Whether it is to be refused.</returns>
    public bool IsBlocked(SmppAccount account, CommandId command, ReadOnlySpan<byte> pdu, out Submission? submission)
    {
        var body = pdu[SmppHeader.Size..];
        switch (command)
        {
            case CommandId.SubmitSm when PduBody.TryRead<MessageSm>(body, out var message, out _):
                return One(account, message.Source, message.Destination, message.Settings.EsmClass, message.Settings.DataCoding, message.UserData, message.Tlvs, out submission);
            case CommandId.DataSm when PduBody.TryRead<DataSm>(body, out var data, out _):
                return One(account, data.Source, data.Destination, data.EsmClass, data.DataCoding, data.UserData, data.Tlvs, out submission);
            case CommandId.SubmitMulti when PduBody.TryRead<SubmitMulti>(body, out var multi, out _):
                return Many(account, multi, out submission);
            default:
                counts.Unreadable.Add();
                submission = null;
                return verdicts.IsBlocked(account, default, 0, Concatenation.Whole);
        }
    }

    private bool One(SmppAccount account, SmppAddress source, SmppAddress destination, byte esmClass, byte coding, ReadOnlySpan<byte> userData, Tlvs tlvs, out Submission? submission)
    {
        var number = SmppVerdicts.Number(destination.Digits);
        var part = Concatenation.Of(esmClass, userData, tlvs);
        submission = Seen(source, [number], part, coding, userData);
        return verdicts.IsBlocked(account, source.Digits, number, part);
    }

    // Refused whole when one of its numbers is: the client can submit the others, and nothing blocked slips through.
    private bool Many(SmppAccount account, SubmitMulti multi, out Submission? submission)
    {
        var numbers = new List<ulong>(multi.Destinations.Count);
        var part = Concatenation.Of(multi.Settings.EsmClass, multi.UserData, multi.Tlvs);
        var blocked = false;
        foreach (var destination in multi.Destinations)
        {
            if (destination.IsList) continue;
            var number = SmppVerdicts.Number(destination.Address.Digits);
            numbers.Add(number);
            blocked |= verdicts.IsBlocked(account, multi.Source.Digits, number, part);
        }

        submission = Seen(multi.Source, numbers, part, multi.Settings.DataCoding, multi.UserData);
        return blocked;
    }

    private Submission Seen(SmppAddress source, IReadOnlyList<ulong> numbers, in Concatenation part, byte coding, ReadOnlySpan<byte> userData)
    {
        var segments = part.Total == 1 ? PartCount.Of(userData, coding) : part.Number == 1 ? part.Total : 0;
        return new Submission(time.GetUtcNow().ToUnixTimeMilliseconds(), SmppEvent.Name(source.Digits), numbers, segments);
    }
}
