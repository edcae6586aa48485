using Tidegate.Notify;
using Tidegate.Server.Access;
using Tidegate.Storage.Outbox;

namespace Tidegate.Server.Http;

/// <summary>How notifications do.</summary>
/// <param name="Channels">Channels that have been used.</param>
/// <param name="GivenUp">Messages given up, newest first, at most 100.</param>
/// <param name="BadTemplates">Templates that are not used, and why.</param>
internal sealed record NotificationsView(IReadOnlyList<ChannelCondition> Channels, IReadOnlyList<DeadMessage> GivenUp, IReadOnlyList<string> BadTemplates);

/// <summary>/v1/notifications.</summary>
internal static class NotificationEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/notifications", (Notifier notifier, NotificationOutbox outbox) =>
                new NotificationsView(outbox.Conditions(), outbox.DeadMessages(), [.. notifier.TemplateProblems.Select(p => $"{p.File}: {p.Reason}")])).For(Role.Analyst)
            .WithName("getNotifications").WithTags("notifications").WithSummary("How the channels do, and which messages were given up.").Produces<NotificationsView>();
        app.MapPost("/v1/notifications/channels/{name}/test", (string name, Notifier notifier, CancellationToken cancellation) => notifier.SendTest(name, cancellation)).For(Role.Admin)
            .WithName("testChannel").WithTags("notifications").WithSummary("Sends a test message to a channel, and says what became of it.").Produces<TestResult>();
        app.MapPost("/v1/notifications/channels/{name}/enable", (string name, NotificationOutbox outbox) => outbox.Enable(name) ? Results.NoContent() : Results.NotFound()).For(Role.Admin)
            .WithName("enableChannel").WithTags("notifications").WithSummary("Uses a channel again that was given up.").Produces(StatusCodes.Status204NoContent).ProducesProblem(404);
        app.MapPost("/v1/notifications/messages/{id}/replay", (string id, NotificationOutbox outbox, TimeProvider time) => outbox.Replay(id, time.GetUtcNow()) ? Results.Accepted() : Results.NotFound()).For(Role.Admin)
            .WithName("replayMessage").WithTags("notifications").WithSummary("Sends a message again that was given up, under the same id.").Produces(StatusCodes.Status202Accepted).ProducesProblem(404);
    }
}
