using FollowUps.Lifecycle;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Responses;

/// <summary>People answer once, after reading; scanners answer everything, at once.</summary>
public sealed class SuspectVotesTests
{
    private static readonly Instant Now = Given.Now;

    [Theory]
    [InlineData(0, SuspectReason.TooFast)]
    [InlineData(1_999, SuspectReason.TooFast)]
    [InlineData(2_000, null)]
    [InlineData(86_000, null)]
    public void Nobody_reads_and_answers_within_two_seconds(int milliseconds, SuspectReason? expected) =>
        Assert.Equal(expected, SuspectVotes.Of(Voted(5, milliseconds), Asked(), [], Now));

    [Fact]
    public void A_page_that_was_opened_with_all_other_choices_is_a_scanners() =>
        Assert.Equal(SuspectReason.AllLinksOpened, SuspectVotes.Of(Voted(5, asked: PageAsked.WithAllLinks), Asked(), [], Now));

    [Theory]
    [InlineData(4, 3, SuspectReason.SeveralScores)]
    [InlineData(4, 30, null)]
    [InlineData(5, 3, null)]
    public void Two_scores_within_seconds_are_one_machine(int other, int secondsBefore, SuspectReason? expected)
    {
        var earlier = new AnswerRow(Now - Duration.FromSeconds(secondsBefore), "rating", other, null, Counted: false);
        Assert.Equal(expected, SuspectVotes.Of(Voted(5), Asked(), [earlier], Now));
    }

    [Fact]
    public void A_later_answer_that_contradicts_the_first_is_doubted_when_nobody_asked_to_change_it() =>
        Assert.Equal(SuspectReason.Contradicts, SuspectVotes.Of(Voted(1), Asked(5, secondsAgo: 35), [Counted(5, 35)], Now));

    [Fact]
    public void The_same_answer_again_contradicts_nothing() => Assert.Null(SuspectVotes.Of(Voted(5), Asked(5, secondsAgo: 35), [Counted(5, 35)], Now));

    [Fact]
    public void Whoever_asks_to_change_an_answer_may() =>
        Assert.Null(SuspectVotes.Of(Voted(1, asked: PageAsked.ToChange), Asked(5, secondsAgo: 3_600), [Counted(5, 3_600)], Now));

    [Fact]
    public void A_page_to_change_an_answer_that_was_opened_before_the_answer_is_no_such_page() =>
        Assert.Equal(SuspectReason.Contradicts, SuspectVotes.Of(Voted(1, 60_000, PageAsked.ToChange), Asked(5, secondsAgo: 20), [Counted(5, 20)], Now));

    [Fact]
    public void Saying_that_it_is_not_solved_after_saying_that_it_is_contradicts_too() =>
        Assert.Equal(
            SuspectReason.Contradicts,
            SuspectVotes.Of(GivenVotes.Vote(null, Now, solved: false), Asked() with { Solved = true, AnsweredAt = Now - Duration.FromMinutes(5), Answers = 1 }, [], Now));

    private static Vote Voted(int score, int milliseconds = 20_000, PageAsked asked = PageAsked.Plainly) =>
        new(score, null, null, new RenderedPage("page", Now - Duration.FromMilliseconds(milliseconds), asked));

    private static AnswerRow Counted(int score, int secondsAgo) => new(Now - Duration.FromSeconds(secondsAgo), "rating", score, null, Counted: true);

    private static FollowUp Asked(int? score = null, int secondsAgo = 0) => new()
    {
        Id = "f",
        Kind = "check-in",
        State = FollowUpState.Sent,
        Score = score,
        AnsweredAt = score is null ? null : Now - Duration.FromSeconds(secondsAgo),
        Answers = score is null ? 0 : 1,
    };
}
