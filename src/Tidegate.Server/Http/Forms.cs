using Tidegate.Incidents;

namespace Tidegate.Server.Http;

/// <summary>An event by the contract.</summary>
internal sealed record EventForm(string Type, DateTimeOffset Time, string MessageId, string? Customer, string? Destination)
{
    public string? Sender { get; init; }

    public string? Mccmnc { get; init; }

    public string? Supplier { get; init; }

    public string? Category { get; init; }

    public int? Segments { get; init; }

    public double? Price { get; init; }

    public double? Cost { get; init; }

    public string? Currency { get; init; }

    public string? Status { get; init; }

    public string? ErrorCode { get; init; }

    public bool? Converted { get; init; }
}

/// <summary>A message to be checked, or {"messages":[...]}.</summary>
internal sealed record CheckForm(string Customer, string Destination)
{
    public string? Sender { get; init; }

    public string? Mccmnc { get; init; }

    public string? Supplier { get; init; }

    public string? MessageId { get; init; }

    public DateTimeOffset? Time { get; init; }

    /// <summary>Count it as the submission too; needs message_id.</summary>
    public bool? Record { get; init; }

    public IReadOnlyList<CheckForm>? Messages { get; init; }
}

/// <summary>The verdict on a message. For a batch: {"verdicts":[...]}, in order.</summary>
internal sealed record VerdictForm(string Verdict, string? DecisionId, string Reason, DateTimeOffset? Until)
{
    /// <summary>What enforcing would have answered, where monitor wins.</summary>
    public string? Would { get; init; }

    public string? IncidentId { get; init; }

    public long? RetryAfterSeconds { get; init; }

    public string? AlternativeChannel { get; init; }

    /// <summary>The failure met on the way, if any.</summary>
    public string? Failure { get; init; }
}

/// <summary>A decision: detection's or an operator's.</summary>
public sealed record DecisionForm
{
    public required string Id { get; init; }

    /// <summary>block, throttle, monitor, or (in the stream alone) allow.</summary>
    public required string Action { get; init; }

    /// <summary>Whether it overrides the allowlist.</summary>
    public bool Hold { get; init; }

    public required Scope Scope { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Null: no end.</summary>
    public DateTimeOffset? Until { get; init; }

    public required string Origin { get; init; }

    public string? IncidentId { get; init; }

    public required string Reason { get; init; }

    /// <summary>block or throttle, where it is only proposed and takes a person's approval.</summary>
    public string? Proposed { get; init; }

    /// <summary>Whether it was ended because the messages that it rested on turned out to be people's; null where it was not.</summary>
    public bool? TakenBack { get; init; }

    /// <summary>Whether it is in force.</summary>
    public bool InForce { get; init; } = true;

    /// <summary>Whether verdicts follow it: not while monitor wins.</summary>
    public bool? Enforced { get; init; }

    /// <summary>What it has hit, where a page asks for that.</summary>
    internal Casework.DecisionHit? Hit { get; init; }
}

/// <summary>An operator's decision to be placed.</summary>
internal sealed record PlaceForm
{
    /// <summary>block or throttle.</summary>
    public string Action { get; init; } = "block";

    /// <summary>Override the allowlist too (block only).</summary>
    public bool Hold { get; init; }

    public Scope? Scope { get; init; }

    /// <summary>Until when; null for no end unless minutes are given.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>For how many minutes from now on, instead of until.</summary>
    public double? Minutes { get; init; }

    public string? IncidentId { get; init; }

    /// <summary>Why; it is shown to those who are refused, and kept in the audit log.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>A scope whose decision is only thought of.</summary>
internal sealed record PreviewForm(Scope? Scope);

/// <summary>A customer's answer to an incident of its own.</summary>
internal sealed record AnswerForm
{
    /// <summary>agree or object.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Why; needed to object.</summary>
    public string Comment { get; init; } = "";
}

/// <summary>How a decision is extended.</summary>
internal sealed record ExtendForm
{
    public DateTimeOffset? Until { get; init; }

    public double? Minutes { get; init; }

    public string Reason { get; init; } = "";
}

/// <summary>An allowlist entry.</summary>
internal sealed record AllowForm
{
    public string? Id { get; init; }

    public Scope? Scope { get; init; }

    public DateTimeOffset? Until { get; init; }

    public double? Minutes { get; init; }

    public string Comment { get; init; } = "";

    /// <summary>The incident that it was added for, if any.</summary>
    public string? IncidentId { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}

/// <summary>What is done with an incident.</summary>
internal sealed record IncidentActionForm
{
    /// <summary>acknowledge, unacknowledge, assign, comment, withdraw, snooze, resolve, reopen, merge, unmerge, notify or split.</summary>
    public string Action { get; init; } = "";

    /// <summary>assign: to whom.</summary>
    public string? Assignee { get; init; }

    /// <summary>comment: the text; with any other action: why.</summary>
    public string? Comment { get; init; }

    /// <summary>snooze: until when.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>snooze, expectation: for how many minutes.</summary>
    public double? Minutes { get; init; }

    /// <summary>resolve: confirmed_fraud, false_positive or expected_traffic.</summary>
    public string? Resolution { get; init; }

    /// <summary>merge: the incident that it becomes part of.</summary>
    public string? Into { get; init; }

    /// <summary>notify: the customer that is told, by its channels.</summary>
    public string? Customer { get; init; }

    /// <summary>withdraw: which comment, from 1; one's own.</summary>
    public int? Number { get; init; }

    /// <summary>split: the part that becomes an incident of its own.</summary>
    public Scope? Scope { get; init; }
}

/// <summary>A list, a page at a time.</summary>
/// <param name="Items">This page.</param>
/// <param name="Total">All there are.</param>
/// <param name="Next">Query parameter `offset` of the next page; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, int Total, int? Next)
{
    public static Page<T> Of(IEnumerable<T> all, HttpRequest request)
    {
        var items = all as IReadOnlyList<T> ?? [.. all];
        var offset = Query.Whole(request, "offset", 0, 0, int.MaxValue);
        var limit = Query.Whole(request, "limit", 100, 1, 1000);
        return new Page<T>([.. items.Skip(offset).Take(limit)], items.Count, offset + limit < items.Count ? offset + limit : null);
    }
}
