namespace Tidegate.Notifications;

/// <summary>What a customer can do at its own side, most effective first.</summary>
internal static class Advice
{
    public static IReadOnlyList<string> ForCustomer(IncidentNews news, string customer)
    {
        List<string> advice =
        [
            "Put a CAPTCHA or another proof of a human before the page that asks for a code.",
            "Limit how many codes one address, device and account may ask for in an hour.",
            "Send codes only to the countries where you have users.",
        ];
        if (news.WithoutConversions.Contains(customer, StringComparer.Ordinal))
            advice.Add("Report which codes were entered: attacks are then found sooner, and honest traffic is never mistaken for one.");
        advice.Add("If this is traffic of yours, a campaign or a launch, say so by the link: it is then let through.");
        return advice;
    }
}
