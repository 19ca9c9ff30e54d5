using FollowUps.Responses;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>How a call ends whose customer was not content and whom nobody took up.</summary>
public sealed class UntakenCaseTests
{
    [Theory]
    [InlineData(1, null)]
    [InlineData(null, false)]
    [InlineData(2, false)]
    [InlineData(5, false)]
    public async Task A_bad_answer_that_nobody_took_up_ends_as_dissatisfied(int? score, bool? solved)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        var link = sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate);
        Assert.Equal(RatingResult.Recorded, await sim.Ratings.RunAsync(link, GivenVotes.Vote(score, sim.Now, solved: solved), sim.Now, CancellationToken.None));
        await sim.PlayToTheEndAsync();

        Assert.Equal("dissatisfied: the whole ladder was asked, and nobody took the case", await sim.OutcomeAsync("call-1"));
    }
}
