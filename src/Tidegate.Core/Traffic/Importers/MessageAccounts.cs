namespace Tidegate.Traffic.Importers;

/// <summary>Whose message is whose, where a log tells that on other lines than those of sending.</summary>
/// <param name="most">How many messages are held; one that finds no room has the default customer.</param>
internal sealed class MessageAccounts(int most)
{
    private readonly Dictionary<ulong, string> _names = [];

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _names.Count == 0;

    /// <summary>Ties a message to the name of its account.</summary>
    public void Add(ulong message, string name)
    {
        if (_names.Count < most) _names.TryAdd(message, name);
    }

    /// <summary>The name of a message's account; null where it is not known.</summary>
    public string? Of(ulong message) => _names.GetValueOrDefault(message);
}
