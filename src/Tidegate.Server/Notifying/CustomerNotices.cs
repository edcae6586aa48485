using Tidegate.Incidents;
using Tidegate.Notify;
using Tidegate.Server.Casework;
using Tidegate.Server.Engine;
using Tidegate.Server.Http;

namespace Tidegate.Server.Notifying;

/// <summary>What a customer would be told by hand, before it is told.</summary>
internal sealed class CustomerNotices(LiveEngine engine, Notifier notifier, Operators operators, TimeProvider time)
{
    private readonly CaseNews _news = new(engine, time);

    /// <summary>The message and its channels.</summary>
    /// <exception cref="ProblemException">The customer has no part in the incident.</exception>
    public NoticePreview Preview(Incident incident, string customer) =>
        notifier.Preview(_news.Of(incident, operators.Notes(incident.Id)), customer) ?? throw ProblemException.Bad("customer", customer, "a customer of the incident");
}
