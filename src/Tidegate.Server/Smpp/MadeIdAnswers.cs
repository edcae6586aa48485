using System.Globalization;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Server.Smpp;

/// <summary>Answers query_sm, cancel_sm and replace_sm about messages that the SMSC never had.</summary>
internal sealed class MadeIdAnswers(MadeIds ids, SmppCounts counts)
{
    private const byte ErrorCode = 69; // as in the receipts

    /// <summary>Answers one that names an id of our own: a query with what the receipt says, the others with a refusal, for it is too late.</summary>
    /// <returns>False where it names another, or cannot be read: it is the SMSC's.</returns>
    public bool TryAnswer(SmppAccount account, SmppConnection client, SmppHeader header, ReadOnlySpan<byte> body)
    {
        MadeId made;
        switch (header.Command)
        {
            case CommandId.QuerySm when PduBody.TryRead<QuerySm>(body, out var query, out _) && ids.TryRead(account.SystemId, query.MessageId, out made):
                Answer(client, header, query.MessageId, made);
                break;
            case CommandId.CancelSm when PduBody.TryRead<CancelSm>(body, out var cancel, out _) && ids.TryRead(account.SystemId, cancel.MessageId, out _):
                client.Append(header.Command.ToResponse(), CommandStatus.CancelFailed, header.Sequence);
                break;
            case CommandId.ReplaceSm when PduBody.TryRead<ReplaceSm>(body, out var replace, out _) && ids.TryRead(account.SystemId, replace.MessageId, out _):
                client.Append(header.Command.ToResponse(), CommandStatus.ReplaceFailed, header.Sequence);
                break;
            default:
                return false;
        }

        counts.Queried.Add();
        return true;
    }

    private static void Answer(SmppConnection client, SmppHeader header, ReadOnlySpan<byte> id, MadeId made)
    {
        Span<byte> pdu = stackalloc byte[96];
        var final = Encoding.ASCII.GetBytes(made.At.UtcDateTime.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture) + "000+");
        var length = PduWriter.Write(pdu, CommandId.QuerySmResp, CommandStatus.Ok, header.Sequence, new QuerySmResp { HasBody = true, MessageId = id, FinalDate = final, MessageState = (byte)made.State, ErrorCode = ErrorCode });
        client.Append(pdu[..length]);
    }
}
