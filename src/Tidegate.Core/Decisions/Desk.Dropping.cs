using Tidegate.Incidents;

namespace Tidegate.Decisions;

/// <summary>What is dropped because nothing asks for it any more. Incidents and decisions themselves stay: reports tell of all of them.</summary>
internal sealed partial class Desk
{
    // An alert whose attack began a day ago may ask for the numbers of one that ended a week before that.
    private const long NumbersLastMs = SameNumbersMs + CampaignMemoryMs;

    // Full numbers are people's: how many there were, and where, is all that is told of an attack that ended long ago.
    private void DropNumbers()
    {
        foreach (var incident in _incidents)
        {
            if (incident is not { ClosedAt: { } closed, Dropped: null } || partition.Now - closed <= NumbersLastMs || _takenBack.Contains(incident)) continue;
            incident.DropNumbers(HitsOf(incident));
        }
    }

    // What messages an incident rests on, and what speaks for each of its ranges, is asked only while it is open.
    private static void DropGrounds(OpenIncident incident)
    {
        incident.Aside.Clear();
        incident.Found.Clear();
    }
}
