using System.Collections.Immutable;
using FollowUps.People;
using NodaTime;

namespace FollowUps.Recovery;

/// <summary>
/// Who takes an open matter, rung by rung, as the directory says in the moment of asking: people who are away or do not work that day are skipped (on a day
/// on which nobody works, only those who are away), and somebody who has left is on no ladder any more.
/// </summary>
/// <param name="Rungs">First rung first; never empty: a team without a ladder has the default supervisor.</param>
/// <param name="Last">Who is asked when nobody of the rungs is there; null: that person is away too, and the team's mailbox is asked.</param>
/// <param name="On">The local date of the queue.</param>
public sealed record EscalationLadder(ImmutableArray<Person> Rungs, Person? Last, LocalDate On)
{
    /// <summary>The ladder of a queue or of the agent's team on one day.</summary>
    public static EscalationLadder Of(ContactDirectory directory, string? queue, string? agentTeam, LocalDate on)
    {
        ArgumentNullException.ThrowIfNull(directory);
        var own = directory.TeamOf(agentTeam, queue)?.Ladder ?? [];
        return new EscalationLadder(
            own.IsEmpty ? [directory.DefaultSupervisor] : own,
            directory.DefaultSupervisor.IsAway(on) ? null : directory.DefaultSupervisor,
            on);
    }

    /// <summary>
    /// Who stands on a rung: the first person from there on who is there, else the last one before, else the default supervisor. Null: the
    /// team's mailbox.
    /// </summary>
    /// <param name="rung">From 1; a rung above the ladder is its last.</param>
    public (Person? Person, int Rung) At(int rung)
    {
        for (var index = Math.Max(rung, 1) - 1; index < Rungs.Length; index++)
        {
            if (IsAskable(Rungs[index]))
            {
                return (Rungs[index], index + 1);
            }
        }

        for (var index = Math.Min(rung, Rungs.Length) - 1; index >= 0; index--)
        {
            if (IsAskable(Rungs[index]))
            {
                return (Rungs[index], index + 1);
            }
        }

        return (Last, Rungs.Length);
    }

    /// <summary>The next rung above on which somebody is there who was not asked yet; null: there is none.</summary>
    public int? After(int rung, IReadOnlyList<string> asked) => Next(Math.Max(rung, 0), Rungs.Length, asked);

    /// <summary>The first rung below on which somebody is there who was not asked yet, because they had gone home when the brief went out; null: there is none.</summary>
    public int? Below(int rung, IReadOnlyList<string> asked) => Next(0, Math.Min(rung, Rungs.Length), asked);

    private int? Next(int from, int to, IReadOnlyList<string> asked)
    {
        for (var index = from; index < to; index++)
        {
            if (IsAskable(Rungs[index]) && !asked.Contains(Rungs[index].Id))
            {
                return index + 1;
            }
        }

        return null;
    }

    /// <summary>The rung of a person; somebody who is on none stands before the first, so that the whole ladder is still to come.</summary>
    public int RungOf(string? person)
    {
        for (var index = 0; index < Rungs.Length; index++)
        {
            if (Rungs[index].Id == person)
            {
                return index + 1;
            }
        }

        return person is null || person == Last?.Id ? Rungs.Length : 0;
    }

    private bool IsAskable(Person person) => Rungs.Any(rung => rung.IsThere(On)) || Last?.IsThere(On) == true ? person.IsThere(On) : !person.IsAway(On);
}
