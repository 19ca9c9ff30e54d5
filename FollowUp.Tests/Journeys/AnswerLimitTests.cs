using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What no person posts is counted on the mailbox, and ends at a friendly page.</summary>
public sealed class AnswerLimitTests
{
    [Fact]
    public async Task Answers_that_a_person_gives_leave_no_count_on_the_mailbox()
    {
        var (sim, link) = await AskedAsync();
        await VoteAsync(sim, link, 1, 2, 3);
        Assert.Null((await MailboxAsync(sim)).Posted);
    }

    [Fact]
    public async Task What_comes_after_three_answers_is_counted_and_ends_at_fifty_a_day()
    {
        var (sim, link) = await AskedAsync();
        Assert.Equal(
            [RatingResult.Recorded, RatingResult.Doubted, RatingResult.Doubted, RatingResult.Doubted, RatingResult.Doubted],
            await VoteAsync(sim, link, 5, 1, 2, 3, 4));
        var counted = (await MailboxAsync(sim)).Posted!;
        Assert.Equal(2, counted.Count);

        await CountAsync(sim, counted with { Count = AnswerLimit.PerMailbox });
        Assert.Equal([RatingResult.Gone], await VoteAsync(sim, link, 2));
        Assert.Equal(WishResult.Gone, await sim.Wishes.RunAsync(link, new Wish("x", null, null, new RenderedPage("wish", sim.Now - GivenVotes.Reading)), sim.Now, CancellationToken.None));

        sim.Now = counted.Since + AnswerLimit.Window;
        Assert.Equal([RatingResult.Doubted], await VoteAsync(sim, link, 2));
        Assert.Equal(1, (await MailboxAsync(sim)).Posted!.Count);
    }

    [Fact]
    public async Task The_count_keeps_what_else_the_mailbox_row_says()
    {
        var (sim, link) = await AskedAsync();
        await VoteAsync(sim, link, 5, 1, 2, 3);
        var mailbox = await MailboxAsync(sim);
        Assert.Equal((1, "check-in"), (mailbox.Posted!.Count, Assert.Single(mailbox.Sent).Kind));
    }

    private static string Key { get; } = Keys.Address(Simulation.Identity.Address(Given.Address("ada@example.com")));

    private static async Task<AddressRow> MailboxAsync(Simulation sim) => (await sim.Store.FindAsync(Division.Main, Key, CancellationToken.None))!.As<AddressRow>();

    private static async Task CountAsync(Simulation sim, PostedAnswers posted)
    {
        var read = await sim.Store.FindAsync(Division.Main, Key, CancellationToken.None);
        Assert.True(await sim.Store.CommitAsync(Division.Main, new Changes("given").Replace(read!, read!.As<AddressRow>() with { Posted = posted }), CancellationToken.None));
    }

    private static async Task<IReadOnlyList<RatingResult>> VoteAsync(Simulation sim, SignedLink link, params int[] scores)
    {
        var results = new List<RatingResult>();
        foreach (var score in scores)
        {
            sim.Now += Duration.FromMinutes(1);
            results.Add(await sim.Ratings.RunAsync(link, GivenVotes.Vote(score, sim.Now, $"page at {sim.Now}"), sim.Now, CancellationToken.None));
        }

        return results;
    }

    private static async Task<(Simulation Sim, SignedLink Link)> AskedAsync()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        return (sim, sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate));
    }
}
