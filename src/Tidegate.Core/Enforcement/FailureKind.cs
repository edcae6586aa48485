namespace Tidegate.Enforcement;

/// <summary>What can go wrong on the way to a verdict. Each has a policy of its own, <c>allow</c> or <c>block</c>.</summary>
public enum FailureKind : byte
{
    /// <summary>Nothing did.</summary>
    None,

    /// <summary>Detection has stopped keeping up, so that new decisions may be missing. Allow: go on by the decisions at hand.</summary>
    TableStale,

    /// <summary>The destination is missing or no E.164 number.</summary>
    NumberUnparseable,

    /// <summary>More checks at once than are served.</summary>
    Overload,

    /// <summary>The customer is missing or was never seen. Allow: orders for any customer still hold.</summary>
    UnknownCustomer,

    /// <summary>The service is still reading back what it knew before it was restarted.</summary>
    NotReady,
}
