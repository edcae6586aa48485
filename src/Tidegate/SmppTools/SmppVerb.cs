using System.CommandLine;

namespace Tidegate.SmppTools;

/// <summary>`tidegate smpp`: tools for SMPP links.</summary>
internal static class SmppVerb
{
    public static Command Build() => new("smpp", "Tools for SMPP links: capture, load, probe.") { CaptureVerb.Build(), LoadVerb.Build(), ProbeVerb.Build() };
}
