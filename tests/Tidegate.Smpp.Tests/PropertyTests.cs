using System.Buffers;
using CsCheck;
using Shouldly;
using Tidegate.Smpp.Pdus;
using Tidegate.Smpp.Receipts;
using Tidegate.Smpp.Text;
using Xunit;

namespace Tidegate.Smpp.Tests;

public sealed class PropertyTests
{
    private static readonly Gen<byte[]> Name = Gen.Byte[1, 255].Array[0, 40];
    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Golden.All.Count - 1],
        Gen.Select(Gen.Int[0, 120], Gen.Byte).Array[0, 12],
        Gen.Int[0, 40],
        (index, changes, cut) =>
        {
            var pdu = Golden.Bytes(Golden.All[index]);
            foreach (var (at, value) in changes) pdu[SmppHeader.Size + at % Math.Max(1, pdu.Length - SmppHeader.Size) < pdu.Length ? SmppHeader.Size + at % Math.Max(1, pdu.Length - SmppHeader.Size) : 7] = value;
            return pdu[..Math.Max(SmppHeader.Size, pdu.Length - cut)];
        });

    [Fact]
    public void AnySubmissionReadsAsItWasWritten() => Gen.Select(Name, Name, Gen.Byte.Array[0, 255], Gen.Byte.Array[0, 60], Gen.Byte, Gen.UInt).Sample(
        (source, destination, text, tlvs, octet, sequence) =>
        {
            var pdu = new byte[1024];
            var length = PduWriter.Write(pdu, CommandId.SubmitSm, CommandStatus.Ok, sequence, new MessageSm
            {
                Source = new SmppAddress(5, octet, source),
                Destination = new SmppAddress(octet, 1, destination),
                Settings = new MessageSettings { EsmClass = octet, DataCoding = octet, RegisteredDelivery = octet, ValidityPeriod = "000001000000000R"u8 },
                ShortMessage = text,
                Tlvs = new Tlvs(tlvs),
            });
            var header = SmppHeader.Read(pdu);
            if (header.Length != length || header.Sequence != sequence) return false;
            return PduBody.TryRead<MessageSm>(pdu.AsSpan(SmppHeader.Size, length - SmppHeader.Size), out var read, out _)
                && read.Source.Digits.SequenceEqual(source) && read.Destination.Digits.SequenceEqual(destination)
                && read.ShortMessage.SequenceEqual(text) && read.Tlvs.Octets.SequenceEqual(tlvs) && read.Settings.EsmClass == octet;
        },
        iter: 20_000,
        seed: "0000KIa3kcH4");

    [Fact]
    public void MutatedPdusNeverCrashAndWhatIsReadIsWrittenBack() => Mutated.Sample(
        pdu =>
        {
            if (!Rewriting.TryRewrite(pdu, out var written, out var fault)) return fault.Offset <= pdu.Length - SmppHeader.Size;
            return written.AsSpan(4).SequenceEqual(pdu.AsSpan(4)); // all but the length, which the cut made wrong
        },
        iter: 200_000,
        seed: "0000KIa3kcH4");

    [Fact]
    public void AnyOctetsAsAnyCommandNeverCrash() => Gen.Select(Gen.Int[0, Golden.All.Count - 1], Gen.Byte.Array[0, 300]).Sample(
        (index, body) =>
        {
            byte[] pdu = [.. Golden.Bytes(Golden.All[index]).AsSpan(0, SmppHeader.Size), .. body];
            return !Rewriting.TryRewrite(pdu, out var written, out _) || written.AsSpan(SmppHeader.Size).SequenceEqual(body);
        },
        iter: 100_000,
        seed: "0000KIa3kcH4");

    [Fact]
    public void AnyOctetsAreFramedOrRefusedWithoutEnd() => Gen.Byte.Array[0, 400].Sample(
        octets =>
        {
            var received = new ReadOnlySequence<byte>(octets);
            for (var i = 0; i <= octets.Length / SmppHeader.Size; i++)
                if (PduFramer.TryTake(ref received, 256, out _, out _) != FrameResult.Complete) return true;
            return false;
        },
        iter: 100_000,
        seed: "0000KIa3kcH4");

    [Fact]
    public void AnyUserDataHasAPartAndAText() => Gen.Select(Gen.Byte.Array[0, 160], Gen.Byte, Gen.Byte, Gen.Byte.Array[0, 40]).Sample(
        (data, esm, coding, tlvs) =>
        {
            var part = Concatenation.Of(esm, data, new Tlvs(tlvs));
            var text = MessageText.Decode(UserDataHeader.Skip(esm, data), coding);
            DeliveryReceipt.TryRead(esm, data, new Tlvs(tlvs), out _);
            DeliveryReceipt.TryRead(esm, coding, data, new Tlvs(tlvs), stackalloc byte[64], out _);
            return part.Number >= 1 && part.Number <= part.Total && part.Total <= 255 && (text is null || text.Length <= data.Length);
        },
        iter: 100_000,
        seed: "0000KIa3kcH4");

    [Fact]
    public void TextOfTheAlphabetSurvives() => Gen.Char["@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0129:;<=>?¡AZÄÖÑÜ§¿azäöñüà\f^{}\\[~]|€"].Array[0, 160].Sample(
        characters => Gsm0338.TryEncode(characters, out var octets) && Gsm0338.Decode(octets) == new string(characters),
        iter: 20_000,
        seed: "0000KIa3kcH4");

    [Fact]
    public void TlvsThatAreUnknownStayByteForByte() => Gen.Select(Gen.UShort, Gen.Byte.Array[0, 20]).Array[0, 8].Sample(
        parameters =>
        {
            var octets = new byte[parameters.Sum(p => p.Item2.Length + 4)];
            var at = 0;
            foreach (var (tag, value) in parameters) at += Tlvs.Write(octets.AsSpan(at), tag, value);
            var tlvs = new Tlvs(octets);
            var index = 0;
            foreach (var tlv in tlvs)
            {
                var (tag, value) = parameters[index++];
                if (tlv.Tag != tag || !tlv.Value.SequenceEqual(value)) return false;
            }

            return index == parameters.Length && tlvs.AreWellFormed;
        },
        iter: 20_000,
        seed: "0000KIa3kcH4");
}
