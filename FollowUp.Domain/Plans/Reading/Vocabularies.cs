using FollowUps.Calls;
using NodaTime;

namespace FollowUps.Plans.Reading;

/// <summary>The closed sets of words whose terms live elsewhere.</summary>
internal static class Vocabularies
{
    public static Vocabulary<FollowUpKind> Kinds { get; } = new([.. FollowUpKinds.All]);

    public static Vocabulary<CallOutcome> Outcomes { get; } = new([.. Enum.GetValues<CallOutcome>().Select(outcome => (outcome, outcome.Word()))]);

    public static Vocabulary<Mood> Moods { get; } = new([.. Enum.GetValues<Mood>().Select(mood => (mood, mood.Word()))]);

    public static Vocabulary<IsoDayOfWeek> Weekdays { get; } = new(
        (IsoDayOfWeek.Monday, "monday"),
        (IsoDayOfWeek.Tuesday, "tuesday"),
        (IsoDayOfWeek.Wednesday, "wednesday"),
        (IsoDayOfWeek.Thursday, "thursday"),
        (IsoDayOfWeek.Friday, "friday"),
        (IsoDayOfWeek.Saturday, "saturday"),
        (IsoDayOfWeek.Sunday, "sunday"));
}
