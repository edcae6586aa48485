using System.Buffers;
using System.Globalization;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;

namespace Tidegate.Server.Smpp;

/// <summary>Answers blocked submissions as their account is configured.</summary>
internal sealed class BlockAnswers(SmppObserver observer, SmppCounts counts, TimeProvider time)
{
    // Ids are made unlike those of an SMSC and of another run.
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private long _made;

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
        var id = string.Create(CultureInfo.InvariantCulture, $"{_run}-{Interlocked.Increment(ref _made)}");
        var response = new byte[SmppHeader.Size + id.Length + 8];
        var name = Encoding.ASCII.GetBytes(id);
        var length = header.Command == CommandId.SubmitMulti
            ? PduWriter.Write(response, CommandId.SubmitMultiResp, CommandStatus.Ok, header.Sequence, new SubmitMultiResp { HasBody = true, MessageId = name })
            : PduWriter.Write(response, header.Command.ToResponse(), CommandStatus.Ok, header.Sequence, new TextResp { HasBody = true, Text = name });
        client.Append(new ReadOnlySequence<byte>(response, 0, length), header.Sequence);
        foreach (var receipt in OwnReceipt.For(header.Command, pdu[SmppHeader.Size..], id, account.Options.BlockReceipt, time.GetUtcNow()))
            if (!account.OwnReceipts.TryAdd(receipt)) counts.ReceiptsLost.Add();
    }
}
