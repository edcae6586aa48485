using Tidegate.Notifications;

namespace Tidegate.Storage.Outbox;

/// <summary>What was told.</summary>
public sealed partial class NotificationOutbox
{
    /// <summary>The last notice on a subject that was sent to a customer, or tried to be; null when none is kept.</summary>
    internal Notice? LastTold(string subject, string customer)
    {
        using var connection = Open();
        using var command = Command(connection, null, "SELECT payload FROM notification_outbox WHERE subject = @subject AND attempts > 0 ORDER BY id DESC", ("@subject", subject));
        using var reader = command.ExecuteReader();
        while (reader.Read()) if (NoticeJson.Read(reader.GetString(0)) is { } notice && notice.Customer == customer) return notice;
        return null;
    }
}
