using Tidegate.Traffic;

namespace Tidegate.Packs;

/// <summary>A `tidegate evidence pack` as the user asked for it.</summary>
/// <param name="Report">The scan report.</param>
/// <param name="Incident">Id of the incident.</param>
/// <param name="Files">The traffic that the report is of.</param>
/// <param name="Reading">How it is read.</param>
/// <param name="Output">Where the pack goes.</param>
/// <param name="Data">The data directory, which has the keys.</param>
/// <param name="FullNumbers">Whole phone numbers.</param>
/// <param name="MaxMessages">Most messages listed.</param>
internal sealed record PackRequest(
    string Report, string Incident, IReadOnlyList<string> Files, ReadingOptions Reading, string Output, string Data, bool FullNumbers, int MaxMessages);
