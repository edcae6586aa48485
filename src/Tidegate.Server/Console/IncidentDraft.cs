using Microsoft.Extensions.Primitives;

namespace Tidegate.Server.Console;

/// <summary>A form of the incident's page as it was sent, when it was not done: nothing that was typed is lost.</summary>
public sealed class IncidentDraft
{
    private readonly Dictionary<string, string> _fields;

    private IncidentDraft(string name, Dictionary<string, string> fields) => (Name, _fields) = (name, fields);

    /// <summary>None was sent.</summary>
    public static IncidentDraft None { get; } = new("", []);

    /// <summary>Which form it is.</summary>
    public string Name { get; }

    /// <summary>The draft of a form that came.</summary>
    public static IncidentDraft Of(IFormCollection form, string? named = null)
    {
        ArgumentNullException.ThrowIfNull(form);
        var name = named ?? (form["form"].ToString() is { Length: > 0 } stated ? stated : form["do"].ToString());
        return new IncidentDraft(name, form.Where(f => !f.Key.StartsWith("__", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal));
    }

    /// <summary>What was typed into a field; the standard where this is not the form that was sent.</summary>
    public string Of(string form, string field, string standard = "") => Name == form ? _fields.GetValueOrDefault(field, "") : standard;
}
