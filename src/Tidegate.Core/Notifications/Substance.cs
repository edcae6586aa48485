using System.Globalization;
using System.Text;

namespace Tidegate.Notifications;

/// <summary>
/// What a notice says in substance: two notices with the same substance are the same news. Messages and money count by
/// doublings, decisions by what is done and not by their renewal.
/// </summary>
internal static class Substance
{
    public static string Of(Notice notice)
    {
        if (notice.Incident is not { } incident) return notice.Kind.ToString();
        var text = new StringBuilder()
            .Append(incident.State).Append('|').Append(notice.Severity).Append('|').Append(incident.Action).Append('|')
            .Append(incident.AcknowledgedBy is null ? "" : "taken on").Append('|').Append(incident.Resolution).Append('|')
            .Append(Doublings(incident.Messages)).Append('|').Append(Doublings(incident.Cost)).Append('|')
            .AppendJoin(',', incident.Networks.Select(n => n.MccMnc)).Append('|')
            .AppendJoin(',', incident.Ranges.Select(r => r.Prefix)).Append('|').Append(incident.MoreRanges).Append('|')
            .AppendJoin(',', incident.Customers);
        if (incident.Proposed is { } proposed) text.Append('|').Append(proposed);
        if (incident.ObjectedBy is { } objected) text.Append("|objected:").AppendJoin(',', objected);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())), 0, 16);
    }

    private static string Doublings(double? figure) =>
        figure is { } value and >= 1 ? ((int)Math.Log2(value)).ToString(CultureInfo.InvariantCulture) : "";
}
