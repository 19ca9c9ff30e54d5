using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Plans;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>One click for people, nothing for robots, and an answer that somebody acts on.</summary>
public sealed class AnswerJourneyTests
{
    [Fact]
    public async Task A_scanner_opens_all_links_and_the_person_answers_later()
    {
        var (sim, link) = await AskedAsync();
        Assert.Equal(RatingResult.Recorded, await VoteAsync(sim, link, 4, "the person's page"));
        Assert.Equal(["4 counted"], await VotesAsync(sim));
    }

    [Fact]
    public async Task A_person_answers_and_a_scanner_posts_another_score_35_seconds_later()
    {
        var (sim, link) = await AskedAsync();
        Assert.Equal(RatingResult.Recorded, await VoteAsync(sim, link, 5, "person"));
        sim.Now += Duration.FromSeconds(35);
        Assert.Equal(RatingResult.Doubted, await VoteAsync(sim, link, 1, "scanner"));

        Assert.Equal(["5 counted", "1 contradicts the first answer"], await VotesAsync(sim));
        Assert.Equal(5, (await CheckInAsync(sim)).Score);
        Assert.Null((await sim.CallAsync("call-1")).Case);
        Assert.Equal("satisfied: the customer answered 5 of 5", await sim.OutcomeAsync("call-1"));
        Assert.Single(await sim.FollowUpsAsync("call-1"), line => line.StartsWith("rating-confirmation: scheduled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_scanner_submits_the_form_of_every_page_within_a_second()
    {
        var (sim, link) = await AskedAsync();
        for (var score = 1; score <= 5; score++)
        {
            Assert.Equal(
                RatingResult.Doubted,
                await sim.Ratings.RunAsync(link, new Vote(score, null, null, new RenderedPage($"page-{score}", sim.Now - Duration.FromMilliseconds(300))), sim.Now, CancellationToken.None));
            sim.Now += Duration.FromMilliseconds(150);
        }

        Assert.All(await VotesAsync(sim), vote => Assert.DoesNotContain("counted", vote, StringComparison.Ordinal));
        Assert.Null((await CheckInAsync(sim)).AnsweredAt);
        Assert.Null((await sim.CallAsync("call-1")).Case);
        Assert.Null(await sim.OutcomeAsync("call-1"));
        Assert.Single(await sim.FollowUpsAsync("call-1"), line => line.StartsWith("rating-confirmation", StringComparison.Ordinal));

        sim.Now += Duration.FromMinutes(20);
        Assert.Equal(RatingResult.Recorded, await VoteAsync(sim, link, 5, "the person"));
        Assert.Equal("satisfied: the customer answered 5 of 5", await sim.OutcomeAsync("call-1"));
        Assert.Contains("rating-confirmation: cancelled (the customer answered)", await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task An_answer_may_be_changed_for_72_hours_and_every_person_counts_once()
    {
        var (sim, link) = await AskedAsync();
        await VoteAsync(sim, link, 4, "first");
        sim.Now += Duration.FromHours(71);
        Assert.Equal(RatingResult.Recorded, await VoteAsync(sim, link, 3, "second", PageAsked.ToChange));
        Assert.Equal(3, (await CheckInAsync(sim)).Score);
        Assert.Equal(["4 counted", "3 counted, changed"], await VotesAsync(sim));
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("changed the answer and answered 3 of 5", StringComparison.Ordinal));

        sim.Now += Duration.FromHours(2);
        Assert.Equal(RatingResult.AlreadyAnswered, await VoteAsync(sim, link, 5, "third", PageAsked.ToChange));
        await sim.SweepAsync();
        var all = (await sim.RowsAsync<StatisticRow>(KeyRange.Prefix("s:"))).Where(row => row.Dimension == "all").SelectMany(row => row.Counts).ToLookup(c => c.Key, c => c.Value);
        Assert.Equal((1, 0, 1, 3), (all["rated"].Sum(), all["csat.4"].Sum(), all["csat.3"].Sum(), all["csat.sum"].Sum()));
    }

    [Theory]
    [InlineData(1, null, CaseReason.LowRating)]
    [InlineData(2, null, CaseReason.LowRating)]
    [InlineData(3, null, null)]
    [InlineData(5, null, null)]
    [InlineData(null, false, CaseReason.NotSolved)]
    [InlineData(5, false, CaseReason.NotSolved)]
    [InlineData(null, true, null)]
    public async Task A_low_rating_or_not_solved_opens_a_case_through_the_plan_in_the_same_change(int? score, bool? solved, CaseReason? expected)
    {
        var (sim, link) = await AskedAsync(Mood.Angry);
        await sim.Ratings.RunAsync(link, GivenVotes.Vote(score, sim.Now, solved: solved), sim.Now, CancellationToken.None);
        Assert.Equal(expected, (await sim.CallAsync("call-1")).Case?.Because);
        var followUps = await sim.FollowUpsAsync("call-1");
        Assert.Equal(expected is not null, followUps.Contains("supervisor-brief: scheduled") && followUps.Contains("supervisor-outreach: scheduled"));
    }

    [Theory]
    [InlineData(RatingScale.Nps, 6, true)]
    [InlineData(RatingScale.Nps, 7, false)]
    [InlineData(RatingScale.Nps, 0, true)]
    [InlineData(RatingScale.Ces, 3, true)]
    [InlineData(RatingScale.Ces, 4, false)]
    public async Task Low_is_what_the_scale_says(RatingScale scale, int score, bool low)
    {
        var (sim, link) = await AskedAsync(scale: scale);
        Assert.Equal(RatingResult.Recorded, await VoteAsync(sim, link, score, "page"));
        Assert.Equal(low, (await sim.CallAsync("call-1")).Case is not null);
    }

    [Theory]
    [InlineData(RatingScale.Csat, 0)]
    [InlineData(RatingScale.Csat, 6)]
    [InlineData(RatingScale.Nps, 11)]
    [InlineData(RatingScale.Ces, 8)]
    public async Task What_is_no_score_of_the_scale_changes_nothing(RatingScale scale, int score)
    {
        var (sim, link) = await AskedAsync(scale: scale);
        Assert.Equal(RatingResult.NotAScore, await VoteAsync(sim, link, score, "page"));
        Assert.Empty(await VotesAsync(sim));
    }

    [Fact]
    public async Task The_same_page_posted_twice_is_one_answer()
    {
        var (sim, link) = await AskedAsync();
        await VoteAsync(sim, link, 4, "page");
        Assert.Equal(RatingResult.Recorded, await VoteAsync(sim, link, 4, "page"));
        Assert.Equal(["4 counted"], await VotesAsync(sim));
    }

    [Fact]
    public async Task After_twenty_answers_a_link_takes_no_more()
    {
        var (sim, link) = await AskedAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(RatingResult.Doubted, await sim.Ratings.RunAsync(link, new Vote(1 + (i % 5), null, null, new RenderedPage($"p{i}", sim.Now)), sim.Now, CancellationToken.None));
            sim.Now += Duration.FromMinutes(1);
        }

        Assert.Equal(RatingResult.Gone, await VoteAsync(sim, link, 5, "one more"));
        Assert.Equal(20, (await VotesAsync(sim)).Count);
    }

    [Fact]
    public async Task Whoever_changes_the_answer_to_solved_gets_no_letter_that_it_is_not()
    {
        var (sim, link) = await AskedAsync();
        await VoteAsync(sim, link, 1, "first");
        Assert.Contains("supervisor-outreach: scheduled", await sim.FollowUpsAsync("call-1"));
        Assert.True((await sim.CallAsync("call-1")).Case!.LowRated);

        sim.Now += Duration.FromMinutes(5);
        await VoteAsync(sim, link, 5, "second", PageAsked.ToChange);

        Assert.Contains("supervisor-outreach: cancelled (the customer changed the answer from 1 to 5)", await sim.FollowUpsAsync("call-1"));
        Assert.Equal((true, false), ((await sim.CallAsync("call-1")).Case!.IsOpen, (await sim.CallAsync("call-1")).Case!.LowRated));
    }

    [Fact]
    public async Task A_low_score_counts_as_low_beside_the_word_that_it_is_not_solved()
    {
        var (sim, link) = await AskedAsync();
        await sim.Ratings.RunAsync(link, GivenVotes.Vote(1, sim.Now, solved: false), sim.Now, CancellationToken.None);
        Assert.Equal((CaseReason.NotSolved, true), ((await sim.CallAsync("call-1")).Case!.Because, (await sim.CallAsync("call-1")).Case!.LowRated));
        await sim.PlayToTheEndAsync();
        Assert.StartsWith("dissatisfied: ", await sim.OutcomeAsync("call-1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raised_answer_stops_the_letter_whatever_the_plan_book_says_of_replies()
    {
        var (sim, link) = await AskedAsync();
        sim.Settings = sim.Settings with { PlanBook = Given.PlanBookWithStop("supervisor-outreach", "contacted") };
        await VoteAsync(sim, link, 1, "first");
        sim.Now += Duration.FromMinutes(5);
        await VoteAsync(sim, link, 2, "second", PageAsked.ToChange);
        Assert.Contains("supervisor-outreach: scheduled", await sim.FollowUpsAsync("call-1"));

        sim.Now += Duration.FromMinutes(5);
        await VoteAsync(sim, link, 4, "third", PageAsked.ToChange);
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith("The supervisor-outreach is cancelled. Why: the customer changed the answer from 2 to 4.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_low_answer_it_can_be_said_who_is_in_contact_and_by_when()
    {
        var (sim, link) = await AskedAsync();
        Assert.Null(await AnnouncedOutreach.FindAsync(sim.Store, link, sim.Settings, sim.Now, CancellationToken.None));
        await VoteAsync(sim, link, 1, "page");
        var next = await AnnouncedOutreach.FindAsync(sim.Store, link, sim.Settings, sim.Now, CancellationToken.None);
        Assert.Equal("Priya Nair", next!.Name);
        var outreach = (await sim.RowsAsync<FollowUp>(Keys.FollowUps(Simulation.Identity.Call(new CallId("call-1"))))).Single(f => f.Kind == "supervisor-outreach");
        Assert.Equal(outreach.DueAt, next.By);
    }

    [Fact]
    public async Task The_figures_count_every_person_once_on_the_day_of_the_mail_that_asked()
    {
        var (sim, link) = await AskedAsync();
        await VoteAsync(sim, link, 1, "first");
        sim.Now += Duration.FromHours(1);
        await VoteAsync(sim, link, 5, "second", PageAsked.ToChange);
        await sim.SweepAsync();

        var day = new LocalDate(2026, 11, 24);
        var figures = Assert.Single(await new ReadStatistics(sim.Store).RunAsync(day, day, "team", CohortLength.Day, null, CancellationToken.None)).Figures;
        Assert.Equal((1, 1.0, 1, 1.0), (figures.Csat.N, figures.Csat.Value, figures.Responses.N, figures.Responses.Value));
        Assert.Equal((2, 0.0), (figures.SuspectVotes.N, figures.SuspectVotes.Value));
    }

    [Fact]
    public async Task Where_documentation_was_refused_no_words_are_kept()
    {
        var (sim, link) = await AskedAsync(consent: DocumentationConsent.Declined);
        await sim.Ratings.RunAsync(link, GivenVotes.Vote(2, sim.Now, comment: "He was rude"), sim.Now, CancellationToken.None);
        await sim.Wishes.RunAsync(link, new Wish("An apology", null, null, Page(sim, "wish")), sim.Now, CancellationToken.None);
        Assert.All(await sim.RowsAsync<AnswerRow>(Keys.AnswersTo(Simulation.Identity.Call(new CallId("call-1")))), answer => Assert.Null(answer.Comment));
    }

    internal static RenderedPage Page(Simulation sim, string nonce) => new(nonce, sim.Now - GivenVotes.Reading);

    internal static Task<RatingResult> VoteAsync(Simulation sim, SignedLink link, int score, string page, PageAsked asked = PageAsked.Plainly) =>
        sim.Ratings.RunAsync(link, GivenVotes.Vote(score, sim.Now, page, asked: asked), sim.Now, CancellationToken.None);

    private static async Task<IReadOnlyList<string>> VotesAsync(Simulation sim) =>
        [.. (await sim.RowsAsync<AnswerRow>(Keys.AnswersTo(Simulation.Identity.Call(new CallId("call-1"))))).OrderBy(a => a.At)
            .Select(a => $"{a.Score} {(a.Counted ? "counted" : a.Suspect)}{(a.Changed ? ", changed" : "")}")];

    private static async Task<FollowUp> CheckInAsync(Simulation sim) =>
        (await sim.RowsAsync<FollowUp>(Keys.FollowUps(Simulation.Identity.Call(new CallId("call-1"))))).Single(f => f.Kind == "check-in");

    /// <summary>A check-in that went out a minute ago, and its link.</summary>
    internal static async Task<(Simulation Sim, SignedLink Link)> AskedAsync(
        Mood mood = Mood.Calm, RatingScale scale = RatingScale.Csat, DocumentationConsent consent = DocumentationConsent.Granted)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with
        {
            PlanBook = s.PlanBook with { Rules = [.. s.PlanBook.Rules.Select(rule => rule with { Steps = [.. rule.Steps.Select(step => step with { Scale = scale })] })] },
        });
        await sim.CloseAsync(Given.Call(mood: mood) with { Consent = consent });
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        return (sim, sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate));
    }
}
