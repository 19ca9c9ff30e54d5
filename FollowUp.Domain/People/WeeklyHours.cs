using System.Collections.Immutable;
using NodaTime;
using NodaTime.Text;

namespace FollowUps.People;

/// <summary>
/// When a person or team picks up, week by week, written <c>Mon-Fri 09:00-18:00</c> or <c>Mon-Thu 08:30-17:00, Fri 08:30-15:00</c>.
/// The times are local times of the call queue's zone. A mail words them in its own language.
/// </summary>
public sealed class WeeklyHours
{
    /// <summary>How hours are written, for error messages.</summary>
    public const string Notation = "Write days and times: \"Mon-Fri 09:00-18:00\" or \"Mon-Thu 08:30-17:00, Fri 08:30-15:00\".";

    private static readonly string[] DayWords = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    private WeeklyHours(ImmutableArray<Stretch> stretches) => Stretches = stretches;

    /// <summary>At least one, in the order written; they do not overlap.</summary>
    public ImmutableArray<Stretch> Stretches { get; }

    /// <summary>Reads the notation above; false for anything else, for hours that end before they begin, and for hours that overlap.</summary>
    public static bool TryParse(string? text, out WeeklyHours? hours)
    {
        var stretches = (text ?? "").Split(',', StringSplitOptions.TrimEntries).Select(StretchOf).ToArray();
        hours = stretches.All(stretch => stretch is not null) ? new WeeklyHours([.. stretches.Select(stretch => stretch!)]) : null;
        hours = hours is not null && hours.Overlap() ? null : hours;
        return hours is not null;
    }

    /// <summary>The stretches of one day, earliest first; empty when nobody is there.</summary>
    public ImmutableArray<Stretch> On(IsoDayOfWeek day) =>
        [.. Stretches.Where(stretch => stretch.FirstDay <= day && day <= stretch.LastDay).OrderBy(stretch => stretch.From)];

    /// <summary>The notation above.</summary>
    public override string ToString() => string.Join(", ", Stretches);

    private static Stretch? StretchOf(string text)
    {
        if (text.Split(' ') is not [var days, var times] || times.Split('-') is not [var from, var to])
        {
            return null;
        }

        var (first, last) = days.Split('-') switch
        {
            [var one] => (DayOf(one), DayOf(one)),
            [var one, var other] => (DayOf(one), DayOf(other)),
            _ => (IsoDayOfWeek.None, IsoDayOfWeek.None),
        };
        var (start, end) = (Clock.Parse(from), Clock.Parse(to));
        return first != IsoDayOfWeek.None && first <= last && start.Success && end.Success && start.Value < end.Value
            ? new Stretch(first, last, start.Value, end.Value)
            : null;
    }

    private static IsoDayOfWeek DayOf(string word) => (IsoDayOfWeek)(Array.IndexOf(DayWords, word) + 1);

    private bool Overlap() =>
        Enum.GetValues<IsoDayOfWeek>().Select(On).Any(day => day.Zip(day.Skip(1)).Any(pair => pair.Second.From < pair.First.To));

    /// <summary>The same hours on a run of days.</summary>
    /// <param name="FirstDay">First day.</param>
    /// <param name="LastDay">Last day, inclusive; the first day itself for a single day, never earlier in the week.</param>
    /// <param name="From">Opening, inclusive.</param>
    /// <param name="To">Closing, exclusive; always later than <paramref name="From"/>.</param>
    public sealed record Stretch(IsoDayOfWeek FirstDay, IsoDayOfWeek LastDay, LocalTime From, LocalTime To)
    {
        /// <inheritdoc/>
        public override string ToString()
        {
            var days = FirstDay == LastDay ? DayWords[(int)FirstDay - 1] : $"{DayWords[(int)FirstDay - 1]}-{DayWords[(int)LastDay - 1]}";
            return $"{days} {Clock.Format(From)}-{Clock.Format(To)}";
        }
    }
}
