using Tidegate.Detection;
using Tidegate.Pricing;
using Tidegate.Traffic;

namespace Tidegate.Pipeline;

/// <summary>Where sums of the traffic belong, by ids of names.</summary>
/// <param name="Minute">Minute in which the message was sent, in minutes since 1970-01-01 UTC.</param>
/// <param name="Block">The destination without its last four digits.</param>
/// <param name="Customer">Id of the customer.</param>
/// <param name="Sender">Id of the sender.</param>
/// <param name="Supplier">Id of the supplier.</param>
/// <param name="Network">Id of the network, stated or known by the numbering plan; 0 where neither is.</param>
/// <param name="Currency">Id of the currency.</param>
/// <param name="Category">Category of the messages.</param>
internal readonly record struct TallyPlace(long Minute, ulong Block, int Customer, int Sender, int Supplier, int Network, ushort Currency, Category Category);

/// <summary>What one event adds to the sums of the traffic.</summary>
internal struct TallyStep
{
    /// <summary>Where it belongs.</summary>
    public TallyPlace Place;

    /// <summary>1 for a submission.</summary>
    public byte Messages;

    /// <summary>1 for the conversion of a message.</summary>
    public byte Converted;

    /// <summary>1 for the receipt that it was delivered.</summary>
    public byte Delivered;

    /// <summary>1 for the first receipt of a message, whatever it says.</summary>
    public byte Receipted;

    /// <summary>1 for a receipt that counts in the place of an earlier one, whose status was unknown.</summary>
    public byte Settled;

    /// <summary>Tenths of a second from the message to its receipt.</summary>
    public ushort ReceiptDelay;

    /// <summary>Tenths of a second from the message to the earlier receipt; 0 where there was none.</summary>
    public ushort EarlierDelay;

    /// <summary>Parts of the message, for a submission.</summary>
    public int Segments;

    /// <summary>What the customer pays for it; 0 where nothing says so.</summary>
    public double Price;

    /// <summary>What the supplier takes for it; 0 where nothing says so, or in another currency than the price.</summary>
    public double Cost;
}

/// <summary>
/// Collects what events add to the sums of the traffic, each event once: as detection takes them, so without duplicates, and
/// with receipts and conversions counted where and when their message was sent.
/// </summary>
internal sealed class TrafficTally
{
    private const ulong BlockSize = 10_000;
    private const long MinuteMs = 60_000;

    private TallyStep[] _steps = new TallyStep[1024];
    private int _count;

    /// <summary>What was collected since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<TallyStep> Steps => _steps.AsSpan(0, _count);

    /// <summary>Forgets what was collected.</summary>
    public void Clear() => _count = 0;

    /// <summary>A submission was taken. Money is what the event states, else what the price lists say.</summary>
    public void Submitted(in TrafficEvent e, in Message message)
    {
        ref var step = ref Next(message);
        step.Messages = 1;
        step.Segments = Math.Max((ushort)1, e.Segments);
        var (estimated, atCost) = (message.Has(MessageMarks.Estimated), message.Has(MessageMarks.PricedAtCost));
        step.Price = StatedMoney.Near(!float.IsNaN(e.Price) ? e.Price : estimated && !atCost ? message.Price : 0);
        step.Cost = StatedMoney.Near(!float.IsNaN(e.Cost) ? (e.Currency == message.Currency ? e.Cost : 0) : estimated && atCost ? message.Price : 0);
    }

    /// <summary>A receipt or conversion of a message was taken.</summary>
    /// <param name="before">The message before it was.</param>
    /// <param name="message">The message after.</param>
    public void Heard(in Message before, in Message message)
    {
        var settled = before.Has(MessageMarks.Unsettled) && !message.Has(MessageMarks.Unsettled);
        var news = message.Marks & ~before.Marks & (MessageMarks.Converted | MessageMarks.Delivered | MessageMarks.Receipted);
        if (news == MessageMarks.None && !settled) return;
        ref var step = ref Next(message);
        if ((news & MessageMarks.Converted) != MessageMarks.None) step.Converted = 1;
        if ((news & MessageMarks.Delivered) != MessageMarks.None) step.Delivered = 1;
        if ((news & MessageMarks.Receipted) != MessageMarks.None) (step.Receipted, step.ReceiptDelay) = (1, message.ReceiptDelay);
        if (settled) (step.Settled, step.ReceiptDelay, step.EarlierDelay) = (1, message.ReceiptDelay, before.ReceiptDelay);
    }

    // What a message was is told by its marks: its receipts and conversions have no category of their own.
    private static Category CategoryOf(MessageMarks marks) =>
        (marks & MessageMarks.Marketing) != MessageMarks.None ? Category.Marketing
        : (marks & MessageMarks.Uncategorised) != MessageMarks.None ? Category.Unknown
        : (marks & MessageMarks.Transactional) != MessageMarks.None ? Category.Transactional : Category.Otp;

    private ref TallyStep Next(in Message message)
    {
        if (_count == _steps.Length) Array.Resize(ref _steps, _count * 2);
        _steps[_count] = new TallyStep
        {
            Place = new TallyPlace(
                message.Time / MinuteMs, message.Destination / BlockSize, message.Customer, message.Sender, message.Supplier, Math.Max(0, message.Network), message.Currency, CategoryOf(message.Marks)),
        };
        return ref _steps[_count++];
    }
}
