using FollowUps.Messages;
using FollowUps.People;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.People;

public sealed class DirectoryGapsTests
{
    private static readonly LocalDate Monday = new(2026, 11, 23);

    [Fact]
    public void The_shipped_directory_has_no_gap_for_its_own_queues() =>
        Assert.Empty(DirectoryGaps.Of(Shipped.Directory, ["billing", "refunds", "technical", "outages", "moving"], Monday));

    [Fact]
    public void A_queue_that_no_team_answers_is_named_once() => Assert.Equal(
        ["teams (queue \"sales\"): No team answers this queue: the default supervisor takes its open matters, and the default card signs."],
        Lines(DirectoryGaps.Of(Shipped.Directory, ["sales", "billing", "sales"], Monday)));

    [Fact]
    public void A_ladder_without_rungs_and_days_on_which_all_of_it_is_away_are_found()
    {
        var away = Shipped.Directory.DefaultSupervisor with { Absences = [new Absence(new LocalDate(2026, 12, 7), new LocalDate(2026, 12, 8))] };
        var directory = Shipped.Directory with
        {
            DefaultSupervisor = away,
            Teams = [new Team("one", ["billing"], Shipped.Directory.DefaultCard, []), new Team("two", ["moving"], Shipped.Directory.DefaultCard, [away])],
        };

        Assert.Equal(
            [
                "teams.one.ladder: The ladder is empty: the default supervisor takes every open matter.",
                "teams.two.ladder: The whole ladder is away on 2026-12-07.",
                "default.supervisor: The default supervisor is away on 2026-12-07; where a ladder is away too, nobody in person signs.",
            ],
            Lines(DirectoryGaps.Of(directory, [], Monday)));
        Assert.Single(DirectoryGaps.Of(directory, [], new LocalDate(2026, 12, 9)));
    }

    [Fact]
    public void Somebody_on_a_ladder_who_is_never_there_in_business_hours_and_somebody_who_is_on_it_twice_are_found()
    {
        var supervisor = Shipped.Directory.DefaultSupervisor;
        Assert.True(WeeklyHours.TryParse("Mon-Fri 18:00-22:00, Sat 09:00-13:00", out var evenings));
        var night = supervisor with { Id = "p-night", Hours = evenings! };
        var directory = Shipped.Directory with { Teams = [new Team("one", ["billing"], Shipped.Directory.DefaultCard, [night, supervisor, supervisor])] };

        Assert.Equal(
            [
                "people.p-night.hours: The ladder of team 'one' is climbed in the hours of the calendar 'default', and this person is never there then.",
                "teams.one.ladder: A person stands on this ladder twice.",
            ],
            Lines(DirectoryGaps.Hours(directory, Given.Installation.PlanBook)));
        Assert.Empty(DirectoryGaps.Hours(Shipped.Directory, Given.Installation.PlanBook));
    }

    [Fact]
    public void A_mail_of_the_plan_book_without_a_template_cannot_be_sent_and_one_without_a_translation_goes_out_in_English()
    {
        var gaps = TemplateGaps.Of(Given.Installation.PlanBook, [("en", "supervisor-outreach"), ("en", "supervisor-outreach.abandoned"), ("fr", "check-in"), ("fr", "supervisor-outreach")]).ToList();

        Assert.Contains(gaps, gap => gap is { CannotBeSent: true, Gap.Path: "templates/en/check-in" });
        Assert.Contains(gaps, gap => gap is { CannotBeSent: false, Gap.Path: "templates/fr/supervisor-outreach.abandoned" });
        Assert.DoesNotContain(gaps, gap => gap.Gap.Path is "templates/fr/check-in");
    }

    [Theory]
    [InlineData("check-in", "nosuch", "Leave 'variant' out: 'check-in' has none; or write templates/en/check-in.nosuch.subject.liquid, check-in.nosuch.html.liquid and check-in.nosuch.text.liquid.")]
    [InlineData("supervisor-outreach", "abandonned", "Use 'abandoned' or 'low-rating', or leave 'variant' out; or write templates/en/supervisor-outreach.abandonned.subject.liquid, supervisor-outreach.abandonned.html.liquid and supervisor-outreach.abandonned.text.liquid.")]
    [InlineData("supervisor-outreach", "supervisor", "Use 'abandoned' or 'low-rating', or leave 'variant' out; or write templates/en/supervisor-outreach.supervisor.subject.liquid, supervisor-outreach.supervisor.html.liquid and supervisor-outreach.supervisor.text.liquid.")] // another kind's
    [InlineData("supervisor-outreach", "low-rating", null)]
    public void A_variant_that_nobody_wrote_is_named_with_those_there_are(string kind, string variant, string? fix)
    {
        var book = Plans.Books.Book($$"""[{ "name": "a", "when": { "mood": ["calm"] }, "plan": [] }, { "name": "b", "plan": [{ "kind": "{{kind}}", "delay": { "elapsed": "1h" }, "variant": "{{variant}}" }] }]""");

        var found = TemplateGaps.Variants(book, Given.Installation.Render.Templates.Written).ToList();

        Assert.Equal(fix is null ? [] : [new ConfigError("rules[1].plan[0].variant", $"There is no template '{kind}.{variant}': '{kind}' has no variant '{variant}'.", fix)], found);
    }

    private static IEnumerable<string> Lines(IEnumerable<ConfigError> gaps) => gaps.Select(gap => $"{gap.Path}: {gap.Reason}");
}
