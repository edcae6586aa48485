namespace Tidegate.Traffic.Importers;

/// <summary>One record of an export before and after import, for a person to check. Holds no full phone number and no message text.</summary>
/// <param name="Line">1-based line where the record begins.</param>
/// <param name="Raw">The record as read: message text blanked, phone numbers masked; empty when it could not be read.</param>
/// <param name="Events">Events that the record made, or whose content it completed, as Tidegate's NDJSON.</param>
/// <param name="Notes">Why the record, or something of it, was left out.</param>
public sealed record ImportExample(long Line, string Raw, IReadOnlyList<string> Events, IReadOnlyList<string> Notes);
