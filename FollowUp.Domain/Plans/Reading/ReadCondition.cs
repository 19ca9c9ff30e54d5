using System.Collections.Immutable;
using FollowUps.Schedule;

namespace FollowUps.Plans.Reading;

/// <summary>Reads what a rule wants of a call.</summary>
internal static class ReadCondition
{
    private const int LongestDays = 366;
    private static readonly string[] Names = ["outcome", "mood", "queue", "priority", "tags", "language", "weekday", "hours", "repeat"];

    /// <summary>The condition; a missing part wants nothing.</summary>
    public static PlanCondition Of(ConfigNode node) => !node.IsObjectOf(Names) ? new PlanCondition() : new PlanCondition
    {
        Outcomes = Wanted(node, "outcome").WordsOf(Vocabularies.Outcomes),
        Moods = Wanted(node, "mood").WordsOf(Vocabularies.Moods),
        Queues = Wanted(node, "queue").Texts("Write the queue as the platform sends it."),
        Priorities = Wanted(node, "priority").Texts("Write the priority as the platform sends it."),
        Languages = LanguagesOf(Wanted(node, "language")),
        Tags = node.Find("tags") is { } tags ? TagsOf(tags) : TagCondition.Anything,
        Weekdays = Wanted(node, "weekday").WordsOf(Vocabularies.Weekdays),
        Hours = HoursOf(node.Find("hours")),
        Repeat = node.Find("repeat") is { } repeat ? RepeatOf(repeat) : null,
    };

    // "One of none" can never hold, while the condition means that nothing is wanted: neither is likely to be meant.
    private static ConfigNode? Wanted(ConfigNode node, string name)
    {
        var list = node.Find(name);
        if (list is { IsEmptyList: true })
        {
            list.Error("The list is empty", $"Name what is wanted, or leave '{name}' out.");
        }

        return list;
    }

    // A customer's language is its first part in small letters, whatever the platform sends: a region could never match.
    private static ImmutableArray<string> LanguagesOf(ConfigNode? list)
    {
        const string fix = "Write the language in two or three letters, such as \"fr\".";
        return list is null ? [] : [.. list.Items().Select(LanguageOf).Distinct()];

        static string LanguageOf(ConfigNode node)
        {
            var text = node.Text(fix);
            var primary = text.Split('-', '_')[0].ToLowerInvariant();
            if (primary.Length is not (2 or 3) || !primary.All(char.IsAsciiLetterLower))
            {
                if (text.Length > 0)
                {
                    node.Error($"'{text}' is no language", fix);
                }
            }
            else if (primary.Length < text.Length)
            {
                node.Error($"'{text}' names more than a language: a customer's language is known without region and script", $"Write \"{primary}\".");
            }

            return primary;
        }
    }

    private static ClockHours? HoursOf(ConfigNode? node)
    {
        var hours = node?.Hours();
        if (hours is { } given && given.From == given.To)
        {
            node!.Error("These hours are the whole day", "Leave 'hours' out.");
        }

        return hours;
    }

    private static TagCondition TagsOf(ConfigNode node)
    {
        const string fix = "Write the tag as the platform sends it.";
        return !node.IsObjectOf("any", "all", "none") ? TagCondition.Anything : new TagCondition(
            Wanted(node, "any").Texts(fix),
            Wanted(node, "all").Texts(fix),
            Wanted(node, "none").Texts(fix));
    }

    private static RepeatCondition? RepeatOf(ConfigNode node)
    {
        const string fix = "Write { \"calls\": 2, \"days\": 7 }.";
        return !node.IsObjectOf("calls", "days") ? null : new RepeatCondition(
            node.Require("calls", fix)?.Whole(2, 1000) ?? 2,
            node.Require("days", fix)?.Whole(1, LongestDays) ?? 1);
    }
}
