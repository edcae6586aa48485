using System.Globalization;
using System.Text;
using Tidegate.Smpp;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;

namespace Tidegate.Server.Smpp;

/// <summary>A receipt that says of a blocked message that it failed.</summary>
/// <param name="Number">Its number in the journal.</param>
/// <param name="Made">When, Unix ms.</param>
/// <param name="Pdu">A deliver_sm whose sequence number is still to be set.</param>
/// <param name="PutOff">How often a client could not take it, since the service began.</param>
internal sealed record OwnReceipt(long Number, long Made, byte[] Pdu, int PutOff = 0)
{
    /// <summary>The receipts that a submission asked for: one for each of its numbers; none when it asked for none, or for success alone.</summary>
    /// <param name="command">submit_sm, data_sm or submit_multi.</param>
    /// <param name="body">Its body.</param>
    /// <param name="id">The id that it was given.</param>
    /// <param name="state">What became of it.</param>
    /// <param name="now">When.</param>
    /// <returns>PDUs.</returns>
    public static List<byte[]> For(CommandId command, ReadOnlySpan<byte> body, string id, MessageState state, DateTimeOffset now)
    {
        var receipts = new List<byte[]>();
        if (command == CommandId.SubmitSm && PduBody.TryRead<MessageSm>(body, out var message, out _) && Asks(message.Settings.RegisteredDelivery))
        {
            receipts.Add(One(message.Source, message.Destination, id, state, now));
        }
        else if (command == CommandId.DataSm && PduBody.TryRead<DataSm>(body, out var data, out _) && Asks(data.RegisteredDelivery))
        {
            receipts.Add(One(data.Source, data.Destination, id, state, now));
        }
        else if (command == CommandId.SubmitMulti && PduBody.TryRead<SubmitMulti>(body, out var multi, out _) && Asks(multi.Settings.RegisteredDelivery))
        {
            foreach (var destination in multi.Destinations)
                if (!destination.IsList) receipts.Add(One(multi.Source, destination.Address, id, state, now));
        }

        return receipts;
    }

    private static bool Asks(byte registeredDelivery) => (registeredDelivery & 3) is 1 or 2;

    private static byte[] One(SmppAddress source, SmppAddress destination, string id, MessageState state, DateTimeOffset now)
    {
        var word = state switch { MessageState.Expired => "EXPIRED", MessageState.Undeliverable => "UNDELIV", _ => "REJECTD" };
        var date = now.UtcDateTime.ToString("yyMMddHHmm", CultureInfo.InvariantCulture);
        var name = Encoding.ASCII.GetBytes(id);
        byte[] tlvs = [0, (byte)TlvTag.ReceiptedMessageId, 0, (byte)(name.Length + 1), .. name, 0, TlvTag.MessageState >> 8, TlvTag.MessageState & 0xFF, 0, 1, (byte)state];
        var pdu = new byte[512 + source.Digits.Length + destination.Digits.Length];
        var length = PduWriter.Write(pdu, CommandId.DeliverSm, CommandStatus.Ok, 0, new MessageSm
        {
            Source = destination,
            Destination = source,
            Settings = new MessageSettings { EsmClass = 4 },
            ShortMessage = Encoding.ASCII.GetBytes($"id:{id} sub:001 dlvrd:000 submit date:{date} done date:{date} stat:{word} err:069 text:"),
            Tlvs = new Tlvs(tlvs),
        });
        return pdu[..length];
    }
}
