using Tidegate.Decisions;
using Tidegate.Incidents;
using Tidegate.Reporting;

namespace Tidegate.Scanning;

/// <summary>What makes a scan end with status 1, for use in pipelines.</summary>
internal enum FailOn
{
    /// <summary>Any incident.</summary>
    Found,

    /// <summary>An incident that a decision blocks.</summary>
    Block,

    /// <summary>An incident of medium severity or worse.</summary>
    Medium,

    /// <summary>An incident of high severity or worse.</summary>
    High,

    /// <summary>A critical incident.</summary>
    Critical,

    /// <summary>Nothing: 0 whatever is found.</summary>
    Never,
}

/// <summary>Exit status of a scan.</summary>
internal static class FailOnStatus
{
    /// <summary>The status that a report earns.</summary>
    /// <param name="failOn">What makes it 1.</param>
    /// <param name="report">What was found.</param>
    /// <param name="tooLittle">Whether so little could be used that finding nothing says nothing.</param>
    public static int Of(FailOn failOn, ScanReport report, bool tooLittle)
    {
        if (tooLittle && report.Incidents.Count == 0) return ExitStatus.CouldNotRun;
        var found = failOn switch
        {
            FailOn.Never => false,
            FailOn.Block => report.Decisions.Any(decision => decision.Action == DecisionAction.Block),
            FailOn.Medium => report.Incidents.Any(incident => incident.Severity >= Severity.Medium),
            FailOn.High => report.Incidents.Any(incident => incident.Severity >= Severity.High),
            FailOn.Critical => report.Incidents.Any(incident => incident.Severity >= Severity.Critical),
            _ => report.Incidents.Count > 0,
        };
        return found ? ExitStatus.Found : ExitStatus.NothingFound;
    }
}
