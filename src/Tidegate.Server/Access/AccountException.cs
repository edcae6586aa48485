namespace Tidegate.Server.Access;

/// <summary>Something that will not do with an account: where, the value, and what was expected. Never holds a password.</summary>
internal sealed class AccountException(string where, string value, string expected, AccountFault fault = AccountFault.Bad) : Exception($"{where}: '{value}' will not do; expected {expected}")
{
    public string Where { get; } = where;

    public string Value { get; } = value;

    public string Expected { get; } = expected;

    public AccountFault Fault { get; } = fault;
}

/// <summary>What kind of error it is.</summary>
internal enum AccountFault
{
    /// <summary>A value will not do.</summary>
    Bad,

    /// <summary>There is no such account.</summary>
    Missing,

    /// <summary>It does not fit with what is there.</summary>
    Conflict,
}
