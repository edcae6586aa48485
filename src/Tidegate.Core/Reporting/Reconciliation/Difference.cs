namespace Tidegate.Reporting.Reconciliation;

/// <summary>What a message differs in.</summary>
public enum DifferenceKind
{
    /// <summary>Ours has it, theirs does not.</summary>
    Missing,

    /// <summary>Theirs has it, ours does not.</summary>
    Extra,

    /// <summary>Theirs has it more often than ours does: charged twice. Counted among the extra ones too.</summary>
    Repeated,

    /// <summary>Both have it, at different amounts of one currency.</summary>
    Price,

    /// <summary>Both have it, in different currencies.</summary>
    Currency,
}

/// <summary>One message in which the two files differ.</summary>
/// <param name="Kind">In what.</param>
/// <param name="Time">Its time, in ours where ours has it.</param>
/// <param name="Destination">E.164 digits as a number.</param>
/// <param name="Customer">Customer, empty when not stated.</param>
/// <param name="Sender">Sender ID, empty when not stated.</param>
/// <param name="Ours">Our amount; null when ours does not have the message or states none.</param>
/// <param name="OurCurrency">Its ISO 4217 code, empty when not stated.</param>
/// <param name="Theirs">Their amount, as above.</param>
/// <param name="TheirCurrency">Its ISO 4217 code.</param>
public sealed record Difference(
    DifferenceKind Kind,
    DateTimeOffset Time,
    ulong Destination,
    string Customer,
    string Sender,
    decimal? Ours,
    string OurCurrency,
    decimal? Theirs,
    string TheirCurrency);
