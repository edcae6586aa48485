namespace Tidegate.Storage.Rollups;

/// <summary>Sender names as the sums have them: one that is a phone number loses its last four digits, as destinations do.</summary>
internal static class SenderMask
{
    private const int Masked = 4;

    /// <summary>The name; <c>44770090****</c> for a number of 7 to 15 digits, with + or without.</summary>
    public static string Apply(string sender)
    {
        var digits = sender.AsSpan(sender.StartsWith('+') ? 1 : 0);
        return digits.Length is < 7 or > 15 || digits.ContainsAnyExceptInRange('0', '9') ? sender : string.Concat(sender.AsSpan(0, sender.Length - Masked), "****");
    }
}
