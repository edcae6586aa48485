using Tidegate.Traffic;

namespace Tidegate.Simulation.Generation;

/// <summary>A customer of a world and how it behaves.</summary>
internal sealed class WorldCustomer
{
    public required int Id { get; init; }

    public required string NameText { get; init; }

    /// <summary>Id among the world's names.</summary>
    public required int Name { get; init; }

    /// <summary>Ids of its senders.</summary>
    public required int[] Senders { get; init; }

    /// <summary>Honest messages a day.</summary>
    public required double PerDay { get; init; }

    /// <summary>Shares of codes, transactional and marketing messages, adding up to one.</summary>
    public required (double Otp, double Transactional, double Marketing) Mix { get; init; }

    /// <summary>Whether conversions are fed back.</summary>
    public required bool Feed { get; init; }

    /// <summary>Whether a code not used is fed back too, after ten minutes.</summary>
    public required bool FeedsFailures { get; init; }

    /// <summary>Part of delivered codes that are used.</summary>
    public required double ConversionRate { get; init; }

    /// <summary>Median seconds until a code is used.</summary>
    public required double ConversionSeconds { get; init; }

    /// <summary>Chance that a message goes to somebody new.</summary>
    public required double NewUserChance { get; init; }

    /// <summary>Hours by which its day is shifted, and how deep its night is.</summary>
    public required double PhaseHours { get; init; }

    public required double NightDepth { get; init; }

    /// <summary>Traffic at the weekend, against a working day.</summary>
    public required double Weekend { get; init; }

    /// <summary>Standard deviation of the log of its rate.</summary>
    public required double NoiseSigma { get; init; }

    public required double PriceFactor { get; init; }

    /// <summary>Fields its events leave out.</summary>
    public bool HidesNetwork { get; init; }

    public bool HidesCategory { get; init; }

    public bool HidesPrice { get; init; }

    public bool HidesSupplier { get; init; }

    public bool HidesSender { get; init; }

    public List<Lane> Lanes { get; } = [];

    /// <summary>Log noise now, in standard deviations.</summary>
    public double Noise { get; set; }

    /// <summary>Set by surprises: multiplies the rate; and what its extra messages are labelled with.</summary>
    public double RateFactor { get; set; } = 1;

    public short RateSurprise { get; set; } = -1;

    /// <summary>Set by surprises: chance of a new user instead of <see cref="NewUserChance"/>.</summary>
    public double? NewUserOverride { get; set; }

    /// <summary>Set by surprises: part of its conversions that get lost.</summary>
    public double FeedLoss { get; set; }

    /// <summary>Running sums of the lanes' rates now.</summary>
    public double[] LaneSums { get; set; } = [];

    public Category DrawCategory(Rng rng)
    {
        var u = rng.Uniform();
        return u < Mix.Otp ? Category.Otp : u < Mix.Otp + Mix.Transactional ? Category.Transactional : Category.Marketing;
    }

    /// <summary>The customer's lane into a network; made when it is not there, without honest traffic of its own.</summary>
    public Lane LaneTo(WorldNetwork network, Rng rng)
    {
        foreach (var lane in Lanes)
        {
            if (lane.Network == network) return lane;
        }

        var added = new Lane(this, network, 0, 10, rng);
        Lanes.Add(added);
        return added;
    }
}
