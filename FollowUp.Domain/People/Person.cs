using System.Collections.Immutable;
using FollowUps.Calls;
using NodaTime;

namespace FollowUps.People;

/// <summary>Somebody of the house: an agent, a supervisor, whoever keeps promises or stands on a ladder.</summary>
public sealed record Person
{
    /// <summary>The directory's id; the same as the call platform's agent id for agents.</summary>
    public required string Id { get; init; }

    /// <summary>Name as customers read it.</summary>
    public required string Name { get; init; }

    /// <summary>The person's own mailbox.</summary>
    public required EmailAddress Email { get; init; }

    /// <summary>Direct phone.</summary>
    public required string Phone { get; init; }

    /// <summary>When the person picks up.</summary>
    public required WeeklyHours Hours { get; init; }

    /// <summary>Days away; none by default.</summary>
    public ImmutableArray<Absence> Absences { get; init; } = [];

    /// <summary>"Supervisor, Billing"; shown under the name. Null: nothing is shown.</summary>
    public string? Role { get; init; }

    /// <summary>The sign-in name at the desk; null: the person cannot sign in.</summary>
    public string? Upn { get; init; }

    /// <summary>How the person signs.</summary>
    public Card Card => new(Name, Phone, Hours.ToString(), Role);

    /// <summary>True on a day on which the person works: neither absent, nor without hours on that day of the week.</summary>
    public bool IsThere(LocalDate on) => !IsAway(on) && !Hours.On(on.DayOfWeek).IsEmpty;

    /// <summary>True on a day of absence.</summary>
    public bool IsAway(LocalDate on) => Absences.Any(absence => absence.First <= on && on <= absence.Last);
}

/// <summary>Days on which a person is not there.</summary>
/// <param name="First">First day away.</param>
/// <param name="Last">Last day away, inclusive; never before <paramref name="First"/>.</param>
public sealed record Absence(LocalDate First, LocalDate Last);
