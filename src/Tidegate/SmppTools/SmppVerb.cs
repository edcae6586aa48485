using System.CommandLine;

namespace Tidegate.SmppTools;

/// <summary>`tidegate smpp`: tools for SMPP links.</summary>
internal static class SmppVerb
{
    public static Command Build() => new("smpp", "Tools for SMPP links: load, probe.") { LoadVerb.Build(), ProbeVerb.Build() };
}
