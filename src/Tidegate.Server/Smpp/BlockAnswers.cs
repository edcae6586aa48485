using System.Buffers;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Server.Smpp;

/// <summary>Answers blocked submissions as their account is configured.</summary>
internal sealed class BlockAnswers(SmppObserver observer, SmppCounts counts, MadeIds ids, TimeProvider time)
{
    /// <summary>Answers one. Receipts are left with the account: hand them out once the answer is on its way.</summary>
    public void Answer(SmppAccount account, SmppConnection client, SmppHeader header, ReadOnlySpan<byte> pdu, Submission? submission)
    {
        observer.Blocked(account, submission);
        if (account.Options.Block != BlockMode.Accept)
        {
            client.Append(header.Command.ToResponse(), account.Options.BlockStatus, header.Sequence);
            return;
        }

        counts.Accepted.Add();
        var id = ids.Make(account.SystemId, account.Options.BlockReceipt);
        var response = new byte[SmppHeader.Size + id.Length + 8];
        var name = Encoding.ASCII.GetBytes(id);
        var length = header.Command == CommandId.SubmitMulti
            ? PduWriter.Write(response, CommandId.SubmitMultiResp, CommandStatus.Ok, header.Sequence, new SubmitMultiResp { HasBody = true, MessageId = name })
            : PduWriter.Write(response, header.Command.ToResponse(), CommandStatus.Ok, header.Sequence, new TextResp { HasBody = true, Text = name });
        foreach (var receipt in OwnReceipt.For(header.Command, pdu[SmppHeader.Size..], id, account.Options.BlockReceipt, time.GetUtcNow()))
            if (!account.OwnReceipts.TryAdd(receipt)) counts.ReceiptsLost.Add();
        client.Append(new ReadOnlySequence<byte>(response, 0, length), header.Sequence); // only now: its receipts are kept
    }
}
