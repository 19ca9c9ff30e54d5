using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using FollowUps.People;
using FollowUps.Plans.Reading;
using FollowUps.Schedule;

namespace FollowUps.Plans;

/// <summary>What reading a plan book came to: a book without errors, or errors without a book.</summary>
/// <param name="Book">Null where there is an error.</param>
/// <param name="Errors">Why it cannot be used.</param>
/// <param name="Warnings">What is allowed and most likely not meant, such as a rule that no call reaches; looked for in a book without errors.</param>
public sealed record PlanBookReading(PlanBook? Book, ImmutableArray<ConfigError> Errors, ImmutableArray<ConfigError> Warnings);

/// <summary>Reads a plan book from JSON; its schema is <c>docs/schema/plan-book.schema.json</c>.</summary>
public static class ReadPlanBook
{
    private static readonly string[] Names =
    [
        "$schema", "rules", "calendars", "queueCalendars", "countryZones", "quietHours", "caps", "answerWindow", "maxAge", "surveyBasis",
        "outcomeMap", "moodMap", "causes", "agentFigures", "consent", "stop",
    ];

    /// <summary>Reads the bytes of the file: UTF-8, with or without a byte order mark. It never throws for what is in them.</summary>
    public static PlanBookReading Of(ReadOnlyMemory<byte> utf8)
    {
        var bytes = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
        if (!Utf8.IsValid(bytes.Span))
        {
            return Unreadable("The file is not UTF-8.", "Save it as UTF-8.");
        }

        ConfigLines lines;
        try
        {
            lines = ConfigLines.Read(bytes.Span);
        }
        catch (JsonException syntax)
        {
            var line = syntax.LineNumber + 1;
            return Unreadable($"The file is no JSON from line {line} on.", $"Look for a missing or extra comma, quote or bracket in line {line} or just before it.");
        }
        catch (InvalidOperationException)
        {
            return Unreadable("A text in the file is not Unicode: it holds half of a surrogate pair.", "Write the character itself, or both halves of its \\u escape.");
        }

        return Read(bytes, new ConfigFindings(lines), lines.Repeated);
    }

    private static PlanBookReading Read(ReadOnlyMemory<byte> bytes, ConfigFindings findings, List<(string Path, int First, int Second)> repeated)
    {
        foreach (var (path, first, second) in repeated)
        {
            findings.Error(path, $"It is written again in line {second}", $"Leave out line {first} or line {second}.");
        }

        using var document = JsonDocument.Parse(bytes);
        var book = repeated.Count == 0 ? BookOf(new ConfigNode(document.RootElement, ConfigPath.Root, findings)) : null;
        return findings.Errors.Count == 0
            ? new PlanBookReading(book, [], [.. findings.Warnings])
            : new PlanBookReading(null, [.. findings.Errors], []);
    }

    private static PlanBookReading Unreadable(string reason, string fix) => new(null, [new ConfigError(ConfigPath.File, reason, fix)], []);

    private static PlanBook? BookOf(ConfigNode root)
    {
        if (!root.IsObjectOf(Names))
        {
            return null;
        }

        var rules = root.Require("rules", "List the rules: \"rules\": [ … ].") is { } list ? ReadRules.Of(list) : [];
        var calendars = root.Require("calendars", "Describe at least the calendar \"default\".") is { } week
            ? ReadCalendars.Of(week)
            : ImmutableDictionary<string, Calendar>.Empty;
        var book = new PlanBook { Rules = rules, DefaultCalendar = calendars.GetValueOrDefault(ReadCalendars.Default)! };
        var caps = book.Caps;
        if (root.Find("caps") is { } listed)
        {
            caps = ReadCaps.Of(listed);
            ReadCaps.WarnOfVainWaits(listed, caps, rules);
        }

        return book with
        {
            QueueCalendars = QueueCalendarsOf(root, calendars),
            CountryZones = root.Find("countryZones") is { } zones ? ReadPolicies.CountryZonesOf(zones) : book.CountryZones,
            QuietHours = root.Find("quietHours") is { } quiet ? ReadPolicies.QuietHoursOf(quiet) : book.QuietHours,
            Caps = caps,
            AnswerWindow = root.Find("answerWindow")?.Length() ?? book.AnswerWindow,
            MaxAge = root.Find("maxAge")?.Length() ?? book.MaxAge,
            Surveys = root.Find("surveyBasis") is { } basis ? ReadPolicies.SurveysOf(basis) : book.Surveys,
            OutcomeMap = root.Find("outcomeMap") is { } outcomes ? ReadPolicies.CodesOf(outcomes, Vocabularies.Outcomes) : book.OutcomeMap,
            MoodMap = root.Find("moodMap") is { } moods ? ReadPolicies.CodesOf(moods, Vocabularies.Moods) : book.MoodMap,
            Causes = root.Find("causes") is { } causes ? ReadPolicies.CausesOf(causes) : book.Causes,
            KeepsDeclinedWhileOpen = root.Find("consent") is { } consent && ReadPolicies.KeepsDeclinedOf(consent),
            AgentFigures = root.Find("agentFigures")?.Flag() ?? book.AgentFigures,
            Stop = root.Find("stop") is { } stop ? ReadPolicies.StopOf(stop) : book.Stop,
        };
    }

    private static ImmutableDictionary<string, Calendar> QueueCalendarsOf(ConfigNode root, ImmutableDictionary<string, Calendar> calendars)
    {
        var byQueue = ImmutableDictionary.CreateBuilder<string, Calendar>();
        foreach (var (queue, node) in root.Find("queueCalendars")?.Entries() ?? [])
        {
            var id = node.Text("Name one of the calendars.");
            if (calendars.TryGetValue(id, out var calendar))
            {
                byQueue[queue] = calendar;
            }
            else if (id.Length > 0 && root.Find("calendars")?.Find(id) is null)
            {
                node.Error($"There is no calendar '{id}'", Spelling.Suggest(id, [.. calendars.Keys]));
            }
        }

        return byQueue.ToImmutable();
    }
}
