using NodaTime;

namespace FollowUps.Schedule;

/// <summary>One stretch of open hours on a day; a day with a break has two.</summary>
/// <param name="From">Opening, inclusive.</param>
/// <param name="To">Closing, exclusive. Midnight means 24:00, the end of the day.</param>
public readonly record struct OpenHours(LocalTime From, LocalTime To)
{
    /// <summary>True when the stretch ends with the day.</summary>
    public bool UntilEndOfDay => To == LocalTime.Midnight;

    /// <summary>When it closes on <paramref name="date"/>: the next day's midnight for 24:00.</summary>
    internal LocalDateTime ClosingOn(LocalDate date) => (UntilEndOfDay ? date.PlusDays(1) : date).At(To);

    /// <summary>True when it ends before <paramref name="next"/> begins, or just then.</summary>
    internal bool Precedes(OpenHours next) => !UntilEndOfDay && To <= next.From;

    /// <summary>False for an empty or backward stretch such as 18:00–09:00.</summary>
    internal bool IsForward => UntilEndOfDay || From < To;
}
