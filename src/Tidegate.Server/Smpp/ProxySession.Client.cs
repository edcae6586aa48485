using System.Buffers;
using Tidegate.Smpp;

namespace Tidegate.Server.Smpp;

/// <summary>What comes from the client. While the window is full, requests wait and all else goes on.</summary>
internal sealed partial class ProxySession
{
    private async Task FromClientAsync(CancellationToken cancel)
    {
        while (true)
        {
            ReadOnlySequence<byte> received;
            try
            {
                _halfOfClient.Resume();
                received = await client.WaitAsync(cancel);
                _halfOfClient.Pause();
            }
            catch (EndOfStreamException)
            {
                _halfOfClient.Left(ReadOnlySequence<byte>.Empty, took: false); // what is left of the session has a limit of its own
                await ClosedAsync(cancel);
                throw;
            }

            _heardClient = true;
            var (answered, took) = (false, false);
            var came = new Came(parts.Time);
            while (client.TryTake(ref received, out var header, out var pdu))
            {
                took = true;
                answered |= Take(header, pdu, came);
            }

            _halfOfClient.Left(received, took);
            client.Taken(received);
            _clientUnread = true;
            await upstream.FlushAsync();
            if (answered) await FlushClientAsync(); // else what waits is the other reader's, which sends it when its batch is whole
            account.HandOut();
            if (_held.IsFull) await RoomAsync(cancel);
            _heardClient = true; // it could not be heard meanwhile
            _clientUnread = false;
        }
    }

    /// <returns>Whether there is an answer to be sent.</returns>
    private bool Take(SmppHeader header, in ReadOnlySequence<byte> pdu, Came came)
    {
        if (header.Command.IsResponse())
        {
            AnswerOf(header, pdu);
            return false;
        }

        if (AnswerHere(header, pdu)) return true;
        if (header.Command == CommandId.Unbind) return Unbind(header.Sequence);
        if (_draining) return false; // never passed on and never answered: the client's to send again
        if (!SubmissionReader.Submits(header.Command))
        {
            Pass(header, pdu, new Pending(header.Sequence, came.Stamp));
            return false;
        }

        if (!Rule(header, pdu, came, out var pending, out var split)) return true;
        Pass(header, split is null ? pdu : new ReadOnlySequence<byte>(split.Pdu), pending);
        return false;
    }

    private void AnswerOf(SmppHeader header, in ReadOnlySequence<byte> pdu)
    {
        var sequence = header.Sequence;
        if (!_own.TryTake(ref sequence, out var receipt)) upstream.Append(pdu, sequence);
        else if (receipt is not null && OwnReceipts.IsPassing(header.Status)) PutOff(receipt);
        else if (receipt is not null) Done(receipt, header.Status);
        else if (header.Command == CommandId.UnbindResp) _clientParted.TrySetResult();
    }

    private void PutOff(OwnReceipt receipt)
    {
        parts.Counts.ReceiptsPutOff.Add();
        account.OwnReceipts.PutOff(receipt);
    }

    private void Done(OwnReceipt receipt, CommandStatus status)
    {
        if (status != CommandStatus.Ok) parts.Counts.ReceiptsRefused.Add();
        account.OwnReceipts.Done(receipt);
    }

    private bool AnswerHere(SmppHeader header, in ReadOnlySequence<byte> pdu)
    {
        switch (header.Command)
        {
            case CommandId.EnquireLink:
                client.Append(CommandId.EnquireLinkResp, CommandStatus.Ok, header.Sequence);
                return true;
            case CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver:
                client.Append(header.Command.ToResponse(), CommandStatus.AlreadyBound, header.Sequence); // who may bind is looked at once
                return true;
            case CommandId.QuerySm or CommandId.CancelSm or CommandId.ReplaceSm:
                return !_draining && parts.MadeIds.TryAnswer(account, client, header, Body(pdu));
            default:
                return false;
        }
    }

    /// <returns>Whether it passes.</returns>
    private bool Rule(SmppHeader header, in ReadOnlySequence<byte> pdu, Came came, out Pending pending, out SplitMulti? split)
    {
        var octets = pdu.IsSingleSegment ? pdu.FirstSpan : pdu.ToArray();
        account.Received.Add(came.Stamp);
        var ruling = parts.Reader.On(account, header.Command, octets, came.Unix, out var submission, out split);
        pending = new Pending(header.Sequence, came.Stamp, Submission: submission, Split: split);
        switch (ruling)
        {
            case Ruling.Block:
                parts.Answers.Answer(account, client, header, octets, submission);
                return false;
            case Ruling.OverRate:
                parts.Counts.Throttled.Add();
                account.Throttled.Add();
                client.Append(header.Command.ToResponse(), CommandStatus.Throttled, header.Sequence);
                return false;
            case Ruling.Fail:
                client.Append(header.Command.ToResponse(), CommandStatus.SystemError, header.Sequence);
                return false;
            default:
                if (split is not null) parts.Observer.Blocked(account, split.Refused);
                return true;
        }
    }

    private void Count(CommandId command)
    {
        if (!SubmissionReader.Submits(command)) return;
        parts.Counts.Submitted.Add();
        account.Submitted.Add();
        Submitted.Add();
    }

    /// <summary>When a batch came: asked once, not for each PDU of it.</summary>
    private readonly struct Came(TimeProvider time)
    {
        public long Stamp { get; } = time.GetTimestamp();

        /// <summary>Unix ms.</summary>
        public long Unix { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();
    }
}
