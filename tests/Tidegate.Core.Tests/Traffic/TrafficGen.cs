using System.IO.Hashing;
using System.Text;
using CsCheck;
using Tidegate.Traffic;

namespace Tidegate.Core.Tests.Traffic;

/// <summary>An event before its names have ids.</summary>
internal sealed record Draft(EventKind Kind, long Time, string Id, string[] Names, ulong Destination, int Network, float Price, int Detail)
{
    public TrafficEvent ToEvent(TrafficNames names)
    {
        var submit = Kind == EventKind.Submit;
        return new TrafficEvent
        {
            Kind = Kind,
            Time = Time,
            MessageKey = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(Id)),
            Customer = names.Customers.Intern(Names[0]),
            Sender = names.Senders.Intern(Names[1]),
            Supplier = names.Suppliers.Intern(Names[2]),
            Network = Network == 0 ? 0 : names.Networks.Intern($"{Network}"),
            Currency = submit ? (ushort)names.Currencies.Intern("EUR") : (ushort)0,
            ErrorCode = Kind == EventKind.Receipt ? names.ErrorCodes.Intern(Names[1]) : 0,
            Destination = submit ? Destination : 0,
            Segments = submit ? (ushort)(1 + (Detail % 5)) : (ushort)0,
            Price = Price < 0 ? float.NaN : Price,
            Cost = Price < 0.5f ? float.NaN : Price / 3,
            Category = (Category)(Detail % 4),
            Status = Kind == EventKind.Receipt ? (ReceiptStatus)(Detail % 5) : ReceiptStatus.Unknown,
            Converted = Kind == EventKind.Conversion && Detail % 2 == 0,
        };
    }
}

/// <summary>Makes traffic.</summary>
internal static class TrafficGen
{
    public static Gen<Draft[]> Events(Gen<string> name) =>
        Gen.Select(
            Gen.Int[1, 3].Select(k => (EventKind)k),
            Gen.Long[946_684_800_000, 4_102_444_799_999],
            Gen.String[Gen.Char.AlphaNumeric, 1, 20],
            name.Array[3],
            Gen.ULong[1_000_000, 999_999_999_999_999],
            Gen.OneOf(Gen.Const(0), Gen.Int[20_000, 799_999]),
            Gen.Float[-0.5f, 2f],
            Gen.Int[0, 1000],
            (kind, time, id, names, destination, network, price, detail) =>
                new Draft(kind, time, id, names, destination, network, price, detail)).Array[1, 40];
}
