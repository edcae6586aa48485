using System.Net;

namespace Tidegate.Server.Smpp;

/// <summary>Connections that are not bound yet, by address: one that opens many and says nothing takes no place of others.</summary>
/// <param name="most">Of one address.</param>
internal sealed class Unbound(int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _counts = [];

    /// <returns>False where an address has too many.</returns>
    public bool TryEnter(IPAddress address)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(address);
            if (count >= most) return false;
            _counts[address] = count + 1;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        lock (_gate)
        {
            var count = _counts.GetValueOrDefault(address);
            if (count > 1) _counts[address] = count - 1;
            else _counts.Remove(address);
        }
    }
}
