using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>What a rule wants of a call. All of it must hold; an empty list or a null wants nothing. Words are compared exactly.</summary>
public sealed record PlanCondition
{
    /// <summary>One of these outcomes.</summary>
    public ImmutableArray<CallOutcome> Outcomes { get; init; } = [];

    /// <summary>One of these moods.</summary>
    public ImmutableArray<Mood> Moods { get; init; } = [];

    /// <summary>One of these call queues; a call without a queue is in none.</summary>
    public ImmutableArray<string> Queues { get; init; } = [];

    /// <summary>One of these priorities.</summary>
    public ImmutableArray<string> Priorities { get; init; } = [];

    /// <summary>One of these languages; a call without a language has none.</summary>
    public ImmutableArray<string> Languages { get; init; } = [];

    /// <summary>What is wanted of the tags.</summary>
    public TagCondition Tags { get; init; } = TagCondition.Anything;

    /// <summary>Closed on one of these days, in the zone of the queue's calendar.</summary>
    public ImmutableArray<IsoDayOfWeek> Weekdays { get; init; } = [];

    /// <summary>Closed within these hours, in the zone of the queue's calendar.</summary>
    public ClockHours? Hours { get; init; }

    /// <summary>How often the customer called.</summary>
    public RepeatCondition? Repeat { get; init; }

    /// <summary>Looks at each wanted thing, in the order above.</summary>
    /// <param name="call">The call.</param>
    /// <param name="closed">When it closed, on the clock of the queue's calendar.</param>
    /// <param name="earlierCalls">When this customer's earlier calls closed.</param>
    internal ImmutableArray<ConditionCheck> Check(CallClosed call, LocalDateTime closed, IReadOnlyList<Instant> earlierCalls) =>
    [
        .. OneOf("outcome", call.Outcome, Outcomes, outcome => outcome.Word()),
        .. OneOf("mood", call.Mood, Moods, mood => mood.Word()),
        .. OneOf("queue", call.Queue, Queues, queue => queue),
        .. OneOf("priority", call.Priority, Priorities, priority => priority),
        .. OneOf("language", call.Customer.Language, Languages, language => language),
        .. Tags.Check(call.Tags),
        .. OneOf("closed on", closed.DayOfWeek, Weekdays, day => day.ToString()),
        .. Hours is { } hours ? [new ConditionCheck(hours.Contains(closed.TimeOfDay), $"closed at {Words.Of(closed.TimeOfDay)} (wanted: {hours})")] : NoChecks,
        .. Repeat is { } repeat ? [repeat.Check(call.ClosedAt, earlierCalls)] : NoChecks,
    ];

    /// <summary>True when every call that matches <paramref name="other"/> is certain to match this one, so that a rule after this one never gets it.</summary>
    internal bool Covers(PlanCondition other) =>
        Covers(Outcomes, other.Outcomes, Enum.GetValues<CallOutcome>())
        && Covers(Moods, other.Moods, Enum.GetValues<Mood>())
        && Covers(Queues, other.Queues)
        && Covers(Priorities, other.Priorities)
        && Covers(Languages, other.Languages)
        && Tags.Covers(other.Tags)
        && Covers(Weekdays, other.Weekdays, IsoDays)
        && (Hours is not { } hours || (other.Hours is { } others && hours.Covers(others)))
        && (Repeat is null || Repeat.Covers(other.Repeat));

    /// <summary>True when some call can match both.</summary>
    internal bool Meets(PlanCondition other) =>
        Meet(Outcomes, other.Outcomes)
        && Meet(Moods, other.Moods)
        && Meet(Queues, other.Queues)
        && Meet(Priorities, other.Priorities)
        && Meet(Languages, other.Languages)
        && Tags.Meets(other.Tags)
        && Meet(Weekdays, other.Weekdays)
        && (Hours is not { } hours || other.Hours is not { } others || hours.Contains(others.From) || others.Contains(hours.From));

    /// <summary>
    /// The same condition cut into pieces that together are all of it, one for each outcome, mood, weekday, named queue, and stretch of the day between
    /// the hours of the others: what several rules take only between them shows piece by piece.
    /// </summary>
    /// <param name="others">The rules that may take it between them.</param>
    internal IEnumerable<PlanCondition> Pieces(IEnumerable<PlanCondition> others) =>
        from outcome in Each(Outcomes, Enum.GetValues<CallOutcome>())
        from mood in Each(Moods, Enum.GetValues<Mood>())
        from day in Each(Weekdays, IsoDays)
        from queues in Queues.IsEmpty ? [Queues] : Queues.Select(queue => ImmutableArray.Create(queue))
        from hours in HoursCutAt([.. others.Select(other => other.Hours).OfType<ClockHours>().SelectMany(hours => new[] { hours.From, hours.To })])
        select this with { Outcomes = [outcome], Moods = [mood], Weekdays = [day], Queues = queues, Hours = hours };

    /// <summary>False when no call can match it, because its tags contradict each other.</summary>
    internal bool CanHold => Tags.CanHold;

    // Whoever wants nothing of the clock and is cut nowhere has no hours still.
    private IEnumerable<ClockHours?> HoursCutAt(LocalTime[] times) => Hours is null && times.Length == 0
        ? [null]
        : (Hours ?? new ClockHours(times[0], times[0])).CutAt(times).Select(hours => (ClockHours?)hours);

    private static ImmutableArray<ConditionCheck> NoChecks => [];

    private static IsoDayOfWeek[] IsoDays { get; } = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];

    private static IEnumerable<ConditionCheck> OneOf<T>(string what, T? value, ImmutableArray<T> wanted, Func<T, string> word)
        where T : notnull
    {
        if (!wanted.IsEmpty)
        {
            var found = value is null ? "(none)" : word(value);
            yield return new(value is not null && wanted.Contains(value), $"{what} {found} (wanted: {string.Join(", ", wanted.Select(word))})");
        }
    }

    private static IEnumerable<T> Each<T>(ImmutableArray<T> wanted, T[] every) => wanted.IsEmpty ? every : wanted;

    private static bool Meet<T>(ImmutableArray<T> one, ImmutableArray<T> other) => one.IsEmpty || other.IsEmpty || one.Any(other.Contains);

    // An empty list stands for every value; where the values are closed, so does a list of all of them.
    private static bool Covers<T>(ImmutableArray<T> wider, ImmutableArray<T> narrower, params T[] every) =>
        wider.IsEmpty || (narrower.IsEmpty ? every.Length > 0 && every.All(wider.Contains) : narrower.All(wider.Contains));
}

/// <summary>One wanted thing, looked at.</summary>
/// <param name="Holds">True when the call has it.</param>
/// <param name="Words">What was found and what was wanted ("mood calm (wanted: frustrated, angry)").</param>
internal readonly record struct ConditionCheck(bool Holds, string Words);
