using System.Globalization;
using Tidegate.Simulation.Generation.Attacks;
using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>What comes of a message: its receipt, the use of its code, another try.</summary>
internal sealed class Feedback
{
    private const int Errors = 24;
    private readonly FeedMode _mode;
    private readonly WorldGenerator _world;
    private readonly MinuteQueue _queue;
    private readonly Rng _rng;
    private readonly int[] _errorCodes;

    public Feedback(WorldSpec spec, WorldGenerator world, MinuteQueue queue)
    {
        _mode = spec.Feed;
        _world = world;
        _queue = queue;
        _rng = Rng.For(spec.Seed, "feedback");
        _errorCodes = [.. Enumerable.Range(1, Errors).Select(k => world.Names.ErrorCodes.Intern(k.ToString("000", CultureInfo.InvariantCulture)))];
    }

    public void Follow(in Draft draft, ulong key, int supplier)
    {
        var arrived = Arrives(draft, supplier, out var seconds, out var surprise);
        Receipt(draft, key, supplier, arrived, seconds);
        if (draft.Category != Category.Otp) return;
        var customer = draft.Lane.Customer;
        var rate = double.IsNaN(draft.Convert) ? customer.ConversionRate : draft.Convert;
        var used = arrived && _rng.Chance(rate);
        if (used)
        {
            var at = draft.Time + (long)(1000 * (seconds + _rng.LogNormal(customer.ConversionSeconds, 0.8)));
            Conversion(customer, key, at, converted: true);
            return;
        }

        if (customer.FeedsFailures) Conversion(customer, key, draft.Time + 600_000, converted: false);
        if (draft.Attack >= 0 || draft.Attempt >= 3 || !_rng.Chance(arrived ? 0.12 : 0.55)) return;
        var again = draft;
        again.Attempt++;
        again.Surprise = surprise;
        again.Time += (long)(1000 * _rng.Uniform(35, 160));
        _world.SubmitLater(again);
    }

    private bool Arrives(in Draft draft, int supplier, out double seconds, out short surprise)
    {
        surprise = draft.Surprise;
        var network = draft.Lane.Network;
        seconds = 0.8 + _rng.LogNormal(2.5, 0.9);
        if (draft.Receipts == AttackReceipts.Instant)
        {
            seconds = _rng.Uniform(0.05, 0.4);
            return true;
        }

        if (draft.Receipts == AttackReceipts.OneError) return false;
        var drops = _world.Platform.Drops;
        if (drops.Count > 0 && drops.TryGetValue((supplier, network.Id), out var drop) && _rng.Chance(drop.Loss))
        {
            surprise = drop.Surprise;
            return false;
        }

        return _rng.Chance(network.Deliverability);
    }

    private void Receipt(in Draft draft, ulong key, int supplier, bool arrived, double seconds)
    {
        var platform = _world.Platform;
        if (platform.NoReceipts[supplier] || draft.Receipts == AttackReceipts.None || _rng.Chance(0.015)) return;
        if (platform.ReceiptsDown[supplier] > 0 && _rng.Chance(platform.ReceiptsDown[supplier])) return;
        var late = arrived ? seconds : seconds + (_rng.Chance(0.4) ? _rng.LogNormal(600, 1) : 0);
        var at = draft.Time + (long)(1000 * late);
        var e = new TrafficEvent
        {
            Kind = EventKind.Receipt,
            Time = at,
            MessageKey = key,
            Status = arrived ? ReceiptStatus.Delivered : late > 60 ? ReceiptStatus.Expired : ReceiptStatus.Undelivered,
            ErrorCode = arrived ? 0 : draft.Receipts == AttackReceipts.OneError ? _errorCodes[7] : _errorCodes[(int)(Errors * Math.Pow(_rng.Uniform(), 2))],
            Price = float.NaN,
            Cost = float.NaN,
        };
        _queue.Add(e, at + (long)(_rng.Exponential() * 80));
    }

    private void Conversion(WorldCustomer customer, ulong key, long at, bool converted)
    {
        if (!customer.Feed || (customer.FeedLoss > 0 && _rng.Chance(customer.FeedLoss))) return;
        var e = new TrafficEvent
        {
            Kind = EventKind.Conversion,
            Time = at,
            MessageKey = key,
            Converted = converted,
            Price = float.NaN,
            Cost = float.NaN,
        };
        var arrival = at + (long)(_rng.Exponential() * 300);
        if (_mode == FeedMode.HourlyBatches)
        {
            // Each customer's file comes at a minute of its own.
            var offset = customer.Id * 7 % 60 * 60_000L;
            arrival = ((at - offset) / 3_600_000 * 3_600_000) + 3_600_000 + offset;
        }

        _queue.Add(e, arrival);
    }
}
