using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tidegate.Detection;

/// <summary>The evidence of one first-seen message, at every place it falls into.</summary>
internal sealed partial class Partition
{
    /// <summary>Evidence (nats) from which a place is examined closely.</summary>
    private const float Examines = 9f;

    /// <summary>Bit of a root's id for its marketing messages: they are a traffic of their own.</summary>
    private const int MarketingRoot = 1 << 30;

    /// <summary>Weight of the all-traffic share in a root's null, in messages.</summary>
    private const float BorrowedWeight = 20;

    /// <summary>Weight of the numbering plan in all traffic's null, in messages.</summary>
    private const float PlanWeight = 5;

    /// <summary>Learned messages below which a group is cold and its places may expect more of what they have just seen.</summary>
    private const float Cold = 20;

    /// <summary>Unlearned messages that a place may expect anyway.</summary>
    private const float Lenience = 2;

    /// <summary>Memory of the nulls, in seconds.</summary>
    private const float Memory = 5 * 86_400;

    /// <summary>Network of a group that takes all networks of its root together.</summary>
    private const int AnyNetwork = 0;

    /// <summary>Network of the group whose places are customers.</summary>
    private const int AllCustomers = int.MinValue;

    /// <summary>Weight of evidence about whole networks and customers, whose traffic clusters more than that of blocks.</summary>
    private const float BranchTemper = 0.5f;

    private static readonly ulong[] BlockSizes = [100_000, 10_000, 1_000];
    private static readonly float[] PlanShares = [1f / 60, 1f / 250, 1f / 2000];

    private readonly GroupTable _groups = new(options.MaxGroups);
    private readonly PlaceTable _places = new(options.MaxPlaces);
    private readonly Dictionary<ulong, float> _examined = [];
    private readonly float[] _allShares = new float[3];
    private float _allNetworkShare;
    private float _allYoungRate;
    private bool _young;

    // For how many seconds the network has been seen: long enough to tell young blocks from old ones?
    private int _mapped;

    // Owner of a sender and sender of a customer: 0 none yet, -1 several.
    private int[] _senderOwner = new int[64];
    private int[] _customerSender = new int[64];

    /// <summary>Places and groups that did not fit in bounded memory.</summary>
    public long Overflowed => _places.Overflowed + _groups.Overflowed + _known.Forgotten + Log.LeftEarly;

    /// <summary>Places held.</summary>
    public int PlaceCount => _places.Count;

    /// <summary>Groups held.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>Pairs of customer and number held.</summary>
    public int KnownCount => _known.Count;

    /// <summary>The group of a root, or the overflow group.</summary>
    public ref Group GroupAt(int index) => ref _groups[index];

    private void NoteSender(int customer, int sender)
    {
        if (sender >= _senderOwner.Length) Array.Resize(ref _senderOwner, Math.Max(sender + 1, _senderOwner.Length * 2));
        if (customer >= _customerSender.Length) Array.Resize(ref _customerSender, Math.Max(customer + 1, _customerSender.Length * 2));
        ref var owner = ref _senderOwner[sender];
        owner = owner == 0 || owner == customer ? customer : -1;
        ref var own = ref _customerSender[customer];
        own = own == 0 || own == sender ? sender : -1;
    }

    private Alert? Weigh(long sequence)
    {
        ref var message = ref Log[sequence];
        var second = SecondOf(message.Time);
        var stream = message.Has(MessageMarks.Marketing) ? MarketingRoot : 0;
        var best = default(Candidate);
        var network = default(Candidate);
        var customer = default(Candidate);
        _allNetworkShare = WeighNetwork(Root.All, stream, ref message, second, ref network);
        WeighNetwork(Root.Customer, message.Customer | stream, ref message, second, ref network);
        WeighCustomer(stream, ref message, second, ref customer);
        WeighAt(Root.All, stream, ref message, sequence, second, ref best);
        WeighAt(Root.Customer, message.Customer | stream, ref message, sequence, second, ref best);
        if (message.Supplier != 0) WeighAt(Root.Supplier, message.Supplier | stream, ref message, sequence, second, ref best);
        if (message.Sender != 0 && (_senderOwner[message.Sender] < 0 || _customerSender[message.Customer] < 0))
            WeighAt(Root.Sender, message.Sender | stream, ref message, sequence, second, ref best);
        var examines = _anticipated.Count == 0 || Anticipated(message.Customer, message.Network) == 0 ? Examines : IsAtWork(message.Customer) ? ExaminesActive : ExaminesAnticipated;
        Alert? alert = null;
        foreach (var candidate in (ReadOnlySpan<Candidate>)[best, network, customer])
        {
            if (candidate.Evidence < examines || Consider(candidate, sequence) is not { } other) continue;
            if (alert is null || Preferred(other, alert)) alert = other;
        }

        return alert;
    }

    private static bool Preferred(Alert a, Alert b) => a.Blockable != b.Blockable ? a.Blockable : a.LogOdds > b.LogOdds;

    private void WeighAt(Root root, int rootId, ref Message message, long sequence, int second, ref Candidate best)
    {
        var index = _groups.IndexOf(root, rootId, message.Network, second);
        if (index == 0) return;
        _places.Reserve(3);
        ref var group = ref _groups[index];
        group.Clock++;
        var idle = Math.Max(0, second - group.Second);
        group.Learned *= Faded(idle);
        group.MixEvidence = Vector128.Max(group.MixEvidence - Vector128.Create(idle * (ShareChannel.FadesPerHour / 3600f)), Vector128<float>.Zero);
        group.Second = Math.Max(second, group.Second);

        var temper = message.Has(MessageMarks.Marketing) ? 0.5f : 0.9f;
        var weight = root == Root.All ? PlanWeight : BorrowedWeight;
        var mix = RecencyMix.Peak(group.MixEvidence);
        var strict = _anticipated.Count > 0 && Anticipated(message.Customer, message.Network) > 0;
        for (var level = 0; level < BlockSizes.Length; level++)
        {
            var block = level switch { 0 => message.Destination / 100_000, 1 => message.Destination / 10_000, _ => message.Destination / 1_000 };
            ref var place = ref _places.At(Mix.Hash(group.Key, (block << 2) | (uint)level));
            if (place.Baseline + place.Unlearned > 0)
            {
                place.Baseline *= Faded(Math.Max(0, second - place.Second));
            }
            else
            {
                place.Clock = group.Clock - 1;
                place.Second = second;
                place.Since = second;
            }

            var learned = group.Learned.GetElement(level);
            var borrowed = root == Root.All ? PlanShares[level] : _allShares[level];
            var lenient = strict ? 0 : Math.Min(place.Unlearned, Lenience + Math.Max(0, Cold - learned));
            var pi = (place.Baseline + lenient + (weight * borrowed)) / (learned + lenient + weight);
            if (root == Root.All) _allShares[level] = pi;

            place.LogEvidence = ShareChannel.Hit(place.LogEvidence, pi, group.Clock - place.Clock - 1, Math.Max(0, second - place.Second), temper);
            var peak = ShareChannel.Peak(place.LogEvidence);
            if (peak < ShareChannel.Learns && mix < ShareChannel.Learns)
            {
                place.Baseline += 1 + place.Unlearned;
                group.Learned = group.Learned.WithElement(level, learned + 1 + place.Unlearned);
                place.Unlearned = 0;
            }
            else
            {
                place.Unlearned++;
            }

            place.Clock = group.Clock;
            place.Second = Math.Max(second, place.Second);
            if (level == 1)
            {
                if (root == Root.All)
                {
                    _young = second - place.Since < YoungChannel.YoungFor;
                    _mapped = second - group.Since;
                    message.PreviousInBlock = place.LastMessage - 1;
                    place.LastMessage = sequence + 1;
                }

                var repeats = RecencyMix.Hit(ref group, (uint)(Mix.Hash(block) >> 32), pi, temper);
                if (_mapped > YoungChannel.LearnsAfter)
                {
                    YoungChannel.Learn(ref group, second);
                    var rate = YoungChannel.Rate(group, root == Root.All ? 0.3f : _allYoungRate);
                    if (root == Root.All) _allYoungRate = rate;
                    YoungChannel.Hit(ref group, _young, repeats, rate, idle, learn: mix < ShareChannel.Learns, weigh: _mapped > YoungChannel.WeighsAfter);
                }
            }

            if (peak > best.Evidence) best = new Candidate(peak, index, level, pi, place.Key);
        }

        if (group.YoungEvidence > best.Evidence) best = new Candidate(group.YoungEvidence, index, Candidate.YoungLevel, 0, group.Key ^ 1);
        var mixed = RecencyMix.Peak(group.MixEvidence);
        if (mixed > best.Evidence) best = new Candidate(mixed, index, Candidate.MixLevel, 0, group.Key);
    }

    // The network as a place among all that a root sends to.
    private float WeighNetwork(Root root, int rootId, ref Message message, int second, ref Candidate best)
    {
        var index = _groups.IndexOf(root, rootId, AnyNetwork, second);
        var borrowed = root == Root.All ? PlanShares[0] : _allNetworkShare;
        var (peak, pi, key) = WeighBranch(index, (ulong)(uint)message.Network, borrowed, root == Root.All ? PlanWeight : BorrowedWeight, second);
        if (peak > best.Evidence) best = new Candidate(peak, _groups.IndexOf(root, rootId, message.Network, second), Candidate.NetworkLevel, pi, key);
        return pi;
    }

    // The customer as a place in all traffic.
    private void WeighCustomer(int stream, ref Message message, int second, ref Candidate best)
    {
        var index = _groups.IndexOf(Root.All, stream, AllCustomers, second);
        var (peak, pi, key) = WeighBranch(index, (ulong)(uint)message.Customer, 1f / 30, PlanWeight, second);
        if (peak > best.Evidence) best = new Candidate(peak, _groups.IndexOf(Root.Customer, message.Customer | stream, AnyNetwork, second), Candidate.CustomerLevel, pi, key);
    }

    private (float Peak, float Share, ulong Key) WeighBranch(int index, ulong branch, float borrowed, float weight, int second)
    {
        if (index == 0) return (0, 1, 0);
        _places.Reserve(1);
        ref var group = ref _groups[index];
        group.Clock++;
        group.Learned *= Faded(Math.Max(0, second - group.Second));
        group.Second = Math.Max(second, group.Second);
        ref var place = ref _places.At(Mix.Hash(group.Key, branch << 2));
        if (place.Baseline + place.Unlearned > 0)
        {
            place.Baseline *= Faded(Math.Max(0, second - place.Second));
        }
        else
        {
            place.Clock = group.Clock - 1;
            place.Second = second;
            place.Since = second;
        }

        var learned = group.Learned.ToScalar();
        var lenient = Math.Min(place.Unlearned, Lenience + Math.Max(0, Cold - learned));
        var pi = (place.Baseline + lenient + (weight * borrowed)) / (learned + lenient + weight);
        place.LogEvidence = ShareChannel.Hit(place.LogEvidence, pi, group.Clock - place.Clock - 1, Math.Max(0, second - place.Second), BranchTemper);
        var peak = ShareChannel.Peak(place.LogEvidence);
        if (peak < ShareChannel.Learns)
        {
            place.Baseline += 1 + place.Unlearned;
            group.Learned = group.Learned.WithElement(0, learned + 1 + place.Unlearned);
            place.Unlearned = 0;
        }
        else
        {
            place.Unlearned++;
        }

        place.Clock = group.Clock;
        place.Second = Math.Max(second, place.Second);
        return (peak, pi, place.Key);
    }

    private static float Faded(int seconds) => seconds < 7200 ? 1 - (seconds / Memory) : MathF.Exp(-seconds / Memory);

    /// <summary>The strongest evidence that a message touches.</summary>
    private readonly record struct Candidate(float Evidence, int Group, int Level, float Share, ulong Key)
    {
        public const int MixLevel = 3;
        public const int NetworkLevel = 4;
        public const int YoungLevel = 5;
        public const int CustomerLevel = 6;
    }
}
