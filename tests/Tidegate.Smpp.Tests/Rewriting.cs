using Tidegate.Smpp.Pdus;

namespace Tidegate.Smpp.Tests;

/// <summary>Reads a PDU into its typed body and writes it again.</summary>
internal static class Rewriting
{
    public static bool TryRewrite(ReadOnlySpan<byte> pdu, out byte[] written, out PduFault fault)
    {
        var header = SmppHeader.Read(pdu);
        return header.Command switch
        {
            CommandId.BindReceiver or CommandId.BindTransmitter or CommandId.BindTransceiver => As<Bind>(pdu, out written, out fault),
            CommandId.Outbind => As<Outbind>(pdu, out written, out fault),
            CommandId.SubmitSm or CommandId.DeliverSm => As<MessageSm>(pdu, out written, out fault),
            CommandId.SubmitMulti => As<SubmitMulti>(pdu, out written, out fault),
            CommandId.SubmitMultiResp => As<SubmitMultiResp>(pdu, out written, out fault),
            CommandId.DataSm => As<DataSm>(pdu, out written, out fault),
            CommandId.QuerySm => As<QuerySm>(pdu, out written, out fault),
            CommandId.QuerySmResp => As<QuerySmResp>(pdu, out written, out fault),
            CommandId.CancelSm => As<CancelSm>(pdu, out written, out fault),
            CommandId.ReplaceSm => As<ReplaceSm>(pdu, out written, out fault),
            CommandId.AlertNotification => As<AlertNotification>(pdu, out written, out fault),
            CommandId.BindReceiverResp or CommandId.BindTransmitterResp or CommandId.BindTransceiverResp or CommandId.SubmitSmResp
                or CommandId.DeliverSmResp or CommandId.DataSmResp => As<TextResp>(pdu, out written, out fault),
            _ => As<Bodiless>(pdu, out written, out fault),
        };
    }

    private static bool As<TBody>(ReadOnlySpan<byte> pdu, out byte[] written, out PduFault fault)
        where TBody : IPduBody<TBody>, allows ref struct
    {
        written = [];
        if (!PduBody.TryRead<TBody>(pdu[SmppHeader.Size..], out var body, out fault)) return false;
        var header = SmppHeader.Read(pdu);
        var buffer = new byte[pdu.Length + 1024];
        var length = PduWriter.Write(buffer, header.Command, header.Status, header.Sequence, body);
        written = buffer[..length];
        return true;
    }
}
