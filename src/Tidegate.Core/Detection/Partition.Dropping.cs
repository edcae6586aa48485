namespace Tidegate.Detection;

/// <summary>Times that nothing asks for any more, once they are over.</summary>
internal sealed partial class Partition
{
    /// <summary>Drops them; called every minute or so of event time.</summary>
    public void DropPast()
    {
        DropUpTo(_anticipated, Now);
        DropUpTo(_unexpected, Now);
        DropUpTo(_fakes, Now);
        DropUpTo(_listUntil, Now);
        DropUpTo(_peopleUntil, Now);
        DropUpTo(_refused, Now - ActiveFor);
        DropUpTo(_listWaits, Now - ListWaitLasts - 1);
    }

    private static void DropUpTo<TKey>(Dictionary<TKey, long> times, long last)
        where TKey : notnull
    {
        foreach (var (key, time) in times) if (time <= last) times.Remove(key); // a dictionary may be gone through meanwhile
    }
}
