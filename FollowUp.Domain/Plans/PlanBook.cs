using System.Collections.Immutable;
using FollowUps.Calls;
using FollowUps.Recovery;
using FollowUps.Schedule;
using NodaTime;

namespace FollowUps.Plans;

/// <summary>
/// The policy of follow-ups, as data: who gets what, when, and when not. Made by <see cref="ReadPlanBook"/>; immutable, so that one
/// decision is never taken from two versions.
/// </summary>
public sealed record PlanBook
{
    private static readonly ImmutableDictionary<string, IReadOnlyDictionary<string, string>> NoCodes =
        ImmutableDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary>In order: the first one that matches a call decides.</summary>
    public required ImmutableArray<PlanRule> Rules { get; init; }

    /// <summary>Business time for every queue that names no calendar of its own.</summary>
    public required Calendar DefaultCalendar { get; init; }

    /// <summary>Business time by call queue.</summary>
    public ImmutableDictionary<string, Calendar> QueueCalendars { get; init; } = ImmutableDictionary<string, Calendar>.Empty;

    /// <summary>A customer's zone by country (ISO 3166 alpha-2, upper case), for customers whose zone is not known.</summary>
    public ImmutableDictionary<string, DateTimeZone> CountryZones { get; init; } = ImmutableDictionary<string, DateTimeZone>.Empty;

    /// <summary>When no customer mail goes out, on the customer's own clock; default 20:00–08:00.</summary>
    public QuietHours QuietHours { get; init; } = QuietHours.Default;

    /// <summary>How much a customer is asked at most; default nothing is capped.</summary>
    public ImmutableArray<FatigueCap> Caps { get; init; } = [];

    /// <summary>How long a survey waits for its answer; default 7 days.</summary>
    public Duration AnswerWindow { get; init; } = Duration.FromDays(7);

    /// <summary>A call that closed longer ago than this is recorded and nothing is sent; default 72 hours.</summary>
    public Duration MaxAge { get; init; } = Duration.FromHours(72);

    /// <summary>Who may be asked for a rating; default opt-in for DE and AT.</summary>
    public SurveyPolicy Surveys { get; init; } = SurveyPolicy.Shipped;

    /// <summary>CloudEvents source (empty: a message without an envelope) → the platform's code → the word of an outcome.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> OutcomeMap { get; init; } = NoCodes;

    /// <summary>CloudEvents source (empty: a message without an envelope) → the platform's code → the word of a mood.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> MoodMap { get; init; } = NoCodes;

    /// <summary>Why matters happen: what a case may be closed with; default <see cref="CauseList.Shipped"/>.</summary>
    public ImmutableArray<string> Causes { get; init; } = CauseList.Shipped;

    /// <summary>
    /// True when the words of a call whose documentation was declined may serve its open case and go with it; default false: they are not stored.
    /// </summary>
    public bool KeepsDeclinedWhileOpen { get; init; }

    /// <summary>
    /// True when figures about single agents are kept and each agent gets a digest of their own week; default false: figures stop at the team.
    /// </summary>
    public bool AgentFigures { get; init; }

    /// <summary>Which facts cancel which kind.</summary>
    public StopConditions Stop { get; init; } = StopConditions.Shipped;

    /// <summary>The rules about one fact, in order; where the book has none, what is shipped.</summary>
    public IEnumerable<PlanRule> RulesFor(PlanEvent on) => (Rules.Any(rule => rule.On == on) ? Rules : ShippedRules.All).Where(rule => rule.On == on);

    /// <summary>The rule of this name, shipped ones included; null: it is gone.</summary>
    public PlanRule? RuleNamed(string? name) =>
        Rules.FirstOrDefault(rule => rule.Name == name) ?? ShippedRules.All.FirstOrDefault(rule => rule.Name == name && Rules.All(own => own.On != rule.On));

    /// <summary>Business time for a queue; the default calendar for an unknown queue and for none.</summary>
    public Calendar CalendarOf(string? queue) => queue is not null && QueueCalendars.TryGetValue(queue, out var calendar) ? calendar : DefaultCalendar;

    /// <summary>The platform's codes, as intake reads them.</summary>
    public CodeMaps CodeMaps => new(OutcomeMap, MoodMap);

    /// <summary>How long back a mailbox's mails matter for any cap; zero without caps.</summary>
    public Duration LongestCapWindow => Caps.IsEmpty ? Duration.Zero : Caps.Max(cap => cap.Per);

    /// <summary>The customer's own clock: the zone on the event, else their country's, else that of the queue's calendar.</summary>
    public DateTimeZone ZoneOf(CallClosed call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return ZoneOf(call.Customer.TimeZone, call.Customer.Country, call.Queue);
    }

    /// <summary>The same by its three facts, each null when it is not known.</summary>
    public DateTimeZone ZoneOf(string? timeZone, string? country, string? queue) =>
        (timeZone is not null ? DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) : null)
        ?? (country is not null ? CountryZones.GetValueOrDefault(country) : null)
        ?? CalendarOf(queue).Zone;
}
