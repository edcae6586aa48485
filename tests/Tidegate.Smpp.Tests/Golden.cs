using System.Globalization;

namespace Tidegate.Smpp.Tests;

/// <summary>PDUs as another implementation writes them: npm smpp 0.5.1 (node-smpp), PDU.toBuffer(), every PDU of SMPP 3.4 that it
/// has a body for. Written down here, so that nothing of ours made them.</summary>
internal static class Golden
{
    public const string BindTransceiver = "0000002600000009000000000000000761636d650073656372657400564d5300340101333900";
    public const string BindTransceiverResp = "0000001a800000090000000000000007736d7363000210000134";
    public const string Outbind = "000000180000000b0000000000000007736d736300707700";
    public const string SubmitSm = "0000004100000004000000000000000700050041434d450001013339333339313233343536370000000000000100000010436f6465201b28313233341b29201b65";
    public const string SubmitSmResp = "0000001780000004000000000000000730306162313200";
    public const string SubmitMulti = "00000036000000210000000000000007000000313030000201010133393333330002667269656e647300000000000000000000026869";
    public const string SubmitMultiResp = "0000001f800000210000000000000007390001010133393333330000000045";
    public const string DeliverSm = "00000050000000050000000000000007000000333933333300000041434d45000400000000000000001a69643a306120737461743a44454c49565244206572723a303030001e00033061000427000102";
    public const string DataSm = "000000270000010300000000000000070000003100000032004000000424000705000309020141";
    public const string QuerySm = "0000001700000003000000000000000737370000003100";
    public const string QuerySmResp = "00000016800000030000000000000007373700000203";
    public const string CancelSm = "0000001c000000080000000000000007003737000000310000003200";
    public const string ReplaceSm = "0000001d00000007000000000000000737370000003100000000000178";
    public const string AlertNotification = "000000180000010200000000000000070000310000003200";
    public const string EnquireLink = "00000010000000150000000000000007";
    public const string GenericNack = "00000010800000000000000300000007";
    public const string Unbind = "00000010000000060000000000000007";

    public static IReadOnlyList<string> All { get; } =
    [
        BindTransceiver, BindTransceiverResp, Outbind, SubmitSm, SubmitSmResp, SubmitMulti, SubmitMultiResp, DeliverSm, DataSm,
        QuerySm, QuerySmResp, CancelSm, ReplaceSm, AlertNotification, EnquireLink, GenericNack, Unbind,
    ];

    public static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    /// <summary>The name of a PDU's command, for messages of failed tests.</summary>
    public static string Name(byte[] pdu) => string.Create(CultureInfo.InvariantCulture, $"{SmppHeader.Read(pdu).Command}");
}
