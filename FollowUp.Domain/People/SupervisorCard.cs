using System.Collections.Immutable;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.People;

/// <summary>Finds the supervisor on duty, who takes an open matter and signs the outreach: never one who is away.</summary>
public static class SupervisorCard
{
    /// <summary>
    /// Whoever of the team's ladder, and after it the default supervisor, is on duty at <paramref name="at"/> (<see cref="OnDuty"/>). When all of them are away the
    /// default card signs: somebody picks up that number.
    /// </summary>
    public static ResolvedCard Of(ContactDirectory directory, string? queue, string? agentTeam, Instant at, Calendar calendar)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var team = directory.TeamOf(agentTeam, queue);
        ImmutableArray<Person> ladder = team?.Ladder ?? [];
        var person = OnDuty.First(ladder.Add(directory.DefaultSupervisor), at, calendar);
        if (person is not null && ladder.IndexOf(person) is >= 0 and var index)
        {
            return Signed(person, $"Rung {index + 1} of the ladder of team '{team!.Id}' ('{person.Id}'){(index > 0 ? ": those before are not there" : "")}.");
        }

        var why = team is null ? "no team answers this queue" : team.Ladder.IsEmpty ? $"team '{team.Id}' has no ladder" : $"nobody on the ladder of team '{team.Id}' is there then";
        return person is null
            ? new ResolvedCard(directory.DefaultCard, CardSource.Default, $"The default card: {why}, and the default supervisor is away.")
            : Signed(person, $"The default supervisor ('{person.Id}'): {why}.");
    }

    private static ResolvedCard Signed(Person person, string why) => new(person.Card, CardSource.Supervisor, why, person);
}
