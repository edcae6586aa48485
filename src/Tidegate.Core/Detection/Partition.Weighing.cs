using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private const float Lenience = 1;

    /// <summary>Memory of the nulls, in seconds.</summary>
    private const float Memory = 5 * 86_400;

    /// <summary>
    /// Time (ms) from the very first message on in which all is learnt and nothing suspected: where nothing is known of
    /// anybody, the traffic that there is, is the usual. At a thousand messages a second the first seconds would do for evidence.
    /// </summary>
    private const long WarmUp = 60_000;

    /// <summary>Network of a group that takes all networks of its root together.</summary>
    private const int AnyNetwork = 0;

    /// <summary>Network of the group whose places are customers.</summary>
    private const int AllCustomers = int.MinValue;

    /// <summary>Weight of evidence about whole networks and customers, whose traffic clusters more than that of blocks.</summary>
    private const float BranchTemper = 0.5f;

    /// <summary>Places that one message touches at most.</summary>
    private const int MostTouched = 15;

    private static readonly ulong[] BlockSizes = [100_000, 10_000, 1_000];
    private static readonly float[] PlanShares = [1f / 60, 1f / 250, 1f / 2000];

    private readonly GroupTable _groups = new(options.MaxGroups);
    private readonly PlaceTables _places = new(options.MaxPlaces);
    private readonly SegmentedTable<Trace> _traces = new(options.MaxPlaces / 4);
    private readonly Dictionary<ulong, Look> _examined = [];
    private readonly float[] _allShares = new float[3];
    private bool _warming;
    private float _allNetworkShare;
    private float _allYoungRate;
    private bool _young;

    // For how many seconds the network has been seen: long enough to tell young blocks from old ones?
    private int _mapped;

    // Owner of a sender and sender of a customer: 0 none yet, -1 several.
    private int[] _senderOwner = new int[64];
    private int[] _customerSender = new int[64];

    // Supplier of a network: -1 several.
    private readonly Dictionary<int, int> _networkSupplier = [];

    /// <summary>Places and groups that did not fit in bounded memory.</summary>
    public long Overflowed => _places.Overflowed + _traces.Overflowed + _groups.Overflowed + _known.Forgotten + _early.GivenUp + Log.LeftEarly;

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

    private bool HasSeveralSuppliers(int network, int supplier)
    {
        ref var only = ref CollectionsMarshal.GetValueRefOrAddDefault(_networkSupplier, network, out _);
        only = only == 0 || only == supplier ? supplier : -1;
        return only < 0;
    }

    private Alert? Weigh(long sequence)
    {
        ref var message = ref Log[sequence];
        _looks = Math.Min(MostLooks, _looks + LooksPerMessage + (Math.Max(0, Now - _lookedAt) * LooksPerMillisecond));
        _lookedAt = Now;
        var second = SecondOf(message.Time);
        var stream = message.Has(MessageMarks.Marketing) ? MarketingRoot : 0;
        _places.Reserve(MostTouched);
        _warming = Now - Counts.From < WarmUp;
        var anticipated = _anticipated.Count > 0 && Anticipated(message.Customer, message.Network) > 0;
        var best = default(Candidate);
        var network = default(Candidate);
        var customer = default(Candidate);
        _allNetworkShare = WeighNetwork(Root.All, stream, ref message, second, ref network);
        WeighNetwork(Root.Customer, message.Customer | stream, ref message, second, ref network);
        WeighCustomer(stream, ref message, second, ref customer);
        WeighAt(Root.All, stream, ref message, sequence, second, anticipated, ref best);
        WeighAt(Root.Customer, message.Customer | stream, ref message, sequence, second, anticipated, ref best);
        if (message.Supplier != 0) WeighSupplier(message.Supplier | stream, ref message, sequence, second, anticipated, ref best);
        if (message.Sender != 0 && (_senderOwner[message.Sender] < 0 || _customerSender[message.Customer] < 0))
            WeighAt(Root.Sender, message.Sender | stream, ref message, sequence, second, anticipated, ref best);
        var examines = !anticipated ? Examines : IsAtWork(message.Customer) ? ExaminesActive : ExaminesAnticipated;
        if (_warming) return null;
        if (best.Evidence < examines && network.Evidence < examines && customer.Evidence < examines) return anticipated ? FollowEverywhere(sequence) : null;
        Alert? alert = null;
        foreach (var candidate in (ReadOnlySpan<Candidate>)[best, network, customer])
        {
            if (candidate.Evidence < examines || Consider(candidate, sequence) is not { } other) continue;
            if (alert is null || Preferred(other, alert)) alert = other;
        }

        return alert is { Blockable: true } ? alert : FollowEverywhere(sequence) ?? alert;
    }

    private static bool Preferred(Alert a, Alert b) => a.Blockable != b.Blockable ? a.Blockable : a.LogOdds > b.LogOdds;

    private void WeighAt(Root root, int rootId, ref Message message, long sequence, int second, bool anticipated, ref Candidate best)
    {
        var index = _groups.IndexOf(root, rootId, message.Network, second);
        if (index == 0) return;
        ref var group = ref _groups[index];
        group.Tick(second);
        var idle = Math.Max(0, second - group.Second);
        if (idle > 0)
        {
            group.Learned *= Faded(idle);
            group.MixEvidence = Vector128.MaxNative(group.MixEvidence - Vector128.Create(idle * (ShareChannel.FadesPerHour / 3600f)), Vector128<float>.Zero);
            group.Second = second;
        }

        var quiet = RecencyMix.Peak(group.MixEvidence) < ShareChannel.Learns;
        var hit = new PlaceHit(second, root == Root.All ? PlanWeight : BorrowedWeight, message.Has(MessageMarks.Marketing) ? 0.5f : 0.9f, anticipated ? float.NegativeInfinity : Lenience, quiet, group.Quiet, _warming);
        if (quiet) group.Quiet = group.Clock;
        var small = message.Destination / 1000;
        var middle = small / 10;
        WeighLevel(root, ref group, index, middle / 10, 0, hit, ref best);
        var share = WeighLevel(root, ref group, index, middle, 1, hit, ref best);
        if (root == Root.All) NoteBlock(ref group, ref message, Mix.Hash(group.Key, (middle << 2) | 1), sequence, second);
        if (_warming) group.MixEvidence = Vector128<float>.Zero;
        var repeats = RecencyMix.Hit(ref group, middle, share, hit.Temper);
        if (_mapped > YoungChannel.LearnsAfter)
        {
            YoungChannel.Learn(ref group, second);
            var rate = YoungChannel.Rate(group, root == Root.All ? 0.3f : _allYoungRate);
            if (root == Root.All) _allYoungRate = rate;
            YoungChannel.Hit(ref group, _young, repeats, rate, idle, learn: quiet, weigh: _mapped > YoungChannel.WeighsAfter);
        }

        WeighLevel(root, ref group, index, small, 2, hit, ref best);
        if (group.YoungEvidence > best.Evidence) best = new Candidate(group.YoungEvidence, index, Candidate.YoungLevel, 0, group.Key ^ 1);
        var mixed = RecencyMix.Peak(group.MixEvidence);
        if (mixed > best.Evidence) best = new Candidate(mixed, index, Candidate.MixLevel, 0, group.Key);
    }

    // A network's only supplier sees what all traffic sees: it is counted, but weighed only once there is another.
    private void WeighSupplier(int rootId, ref Message message, long sequence, int second, bool anticipated, ref Candidate best)
    {
        if (HasSeveralSuppliers(message.Network, message.Supplier))
        {
            WeighAt(Root.Supplier, rootId, ref message, sequence, second, anticipated, ref best);
            return;
        }

        var index = _groups.IndexOf(Root.Supplier, rootId, message.Network, second);
        if (index == 0) return;
        ref var group = ref _groups[index];
        group.Tick(second);
        group.Second = Math.Max(second, group.Second);
    }

    private float WeighLevel(Root root, ref Group group, int index, ulong block, int level, in PlaceHit hit, ref Candidate best)
    {
        ref var place = ref _places.At(level, Mix.Hash(group.Key, (block << 2) | (uint)level), hit.Second);
        var borrowed = root == Root.All ? PlanShares[level] : _allShares[level];
        var peak = Weigh(ref place, ref LearnedAt(ref group, level), group.Clock, borrowed, hit, out var share);
        if (root == Root.All) _allShares[level] = share;
        if (peak > best.Evidence) best = new Candidate(peak, index, level, share, place.Key);
        return share;
    }

    // Since when a block is in use, and the chain of its messages.
    private void NoteBlock(ref Group group, ref Message message, ulong key, long sequence, int second)
    {
        ref var trace = ref _traces.At(key, out var added);
        if (added) trace.Since = second;
        _young = second - trace.Since < YoungChannel.YoungFor;
        _mapped = second - group.Since;
        message.BackInBlock = trace.LastMessage == 0 ? 0 : (int)Math.Min(int.MaxValue, sequence + 1 - trace.LastMessage);
        trace.LastMessage = sequence + 1;
        trace.Second = Math.Max(second, trace.Second);
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
        ref var group = ref _groups[index];
        group.Tick(second);
        if (second > group.Second)
        {
            group.Learned *= Faded(second - group.Second);
            group.Second = second;
        }

        ref var place = ref _places.At(0, Mix.Hash(group.Key, branch << 2), second);
        var hit = new PlaceHit(second, weight, BranchTemper, Lenience, Quiet: true, QuietClock: 0, _warming);
        var peak = Weigh(ref place, ref LearnedAt(ref group, 0), group.Clock, borrowed, hit, out var share);
        return (peak, share, place.Key);
    }

    // One hit of a place: what it says of the share, and what the null learns from it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Weigh(ref Place place, ref float learned, uint clock, float borrowed, in PlaceHit hit, out float share)
    {
        float unlearned = place.Unlearned;
        if (unlearned > 0 && place.Clock < hit.QuietClock && ShareChannel.Peak(place.LogEvidence) < ShareChannel.Learns)
        {
            // It waited while the group was under suspicion, which has passed since: all of its places are learned, not those alone that are hit meanwhile.
            place.Baseline += unlearned;
            learned += unlearned;
            place.Unlearned = 0;
            unlearned = 0;
        }

        var idle = 0;
        var misses = 0u;
        if (place.Baseline + unlearned > 0)
        {
            idle = Math.Max(0, hit.Second - place.Second);
            misses = clock - place.Clock - 1;
            place.Baseline *= Faded(idle);
            place.Second = Math.Max(hit.Second, place.Second);
        }
        else
        {
            place.Second = hit.Second;
        }

        place.Clock = clock;
        var lenient = float.MaxNative(0, float.MinNative(unlearned, hit.Lenience + float.MaxNative(0, Cold - learned)));
        share = (place.Baseline + lenient + (hit.Weight * borrowed)) / (learned + lenient + hit.Weight);
        var evidence = hit.Warming ? Vector128<float>.Zero : ShareChannel.Hit(place.LogEvidence, share, misses, idle, hit.Temper);
        place.LogEvidence = evidence;
        var peak = ShareChannel.Peak(evidence);
        if (peak < ShareChannel.Learns && hit.Quiet)
        {
            place.Baseline += 1 + unlearned;
            learned += 1 + unlearned;
            place.Unlearned = 0;
        }
        else if (place.Unlearned < ushort.MaxValue)
        {
            place.Unlearned++;
        }

        return peak;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float LearnedAt(ref Group group, int level) => ref Unsafe.Add(ref Unsafe.As<Vector128<float>, float>(ref group.Learned), level);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Faded(int seconds) => seconds < 7200 ? 1 - (seconds / Memory) : MathF.Exp(-seconds / Memory);

    /// <summary>What a hit is to all places of a group alike.</summary>
    private readonly record struct PlaceHit(int Second, float Weight, float Temper, float Lenience, bool Quiet, uint QuietClock, bool Warming);

    /// <summary>The strongest evidence that a message touches.</summary>
    private readonly record struct Candidate(float Evidence, int Group, int Level, float Share, ulong Key)
    {
        public const int MixLevel = 3;
        public const int NetworkLevel = 4;
        public const int YoungLevel = 5;
        public const int CustomerLevel = 6;
        public const int UnusedLevel = 7;
        public const int RepeatLevel = 8;
    }
}
