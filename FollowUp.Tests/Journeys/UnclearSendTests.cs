using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A send whose effect nobody knows: at most one mail, and always an end.</summary>
public sealed class UnclearSendTests
{
    private const string Posted = "2026-11-24T15:04:00Z";

    private static readonly SendResult.Unclear TimedOut = new("timeout");

    [Fact]
    public async Task What_went_out_although_the_answer_was_lost_is_recorded_and_not_sent_again()
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut, taken: true));
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
        Assert.Single(sim.Outcomes.Events, e => e.Type == "followup.sent.v1");
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.Contains("It is not known whether the check-in went out; the email provider is asked at 2026-11-24 15:14 UTC.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_provider_does_not_know_after_ten_minutes_is_posted_once_more_unchanged()
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut));
        await sim.PlayToTheEndAsync();
        var (at, mail) = Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(Simulation.At(Posted) + Duration.FromMinutes(10), at);
        Assert.Equal(2, sim.Mailbox.Posts);
        Assert.Equal($"<{mail.Operation}@mail.quillmere.example>", mail.MessageId);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Of_the_second_post_is_told_before_what_came_of_it()
    {
        // Eight calls: rows of one instant come in the order of their hashes, and one call could have that right by chance.
        for (var i = 1; i <= 8; i++)
        {
            var call = $"call-{i}";
            var sim = new Simulation("2026-11-23T15:05:00Z");
            sim.Mailbox.Next(TimedOut).Next(new SendResult.Unclear("http-504"));
            sim.Mailbox.Says = _ => new OperationState.Unknown();
            await sim.CloseAsync(Given.Call(call));
            await sim.PlayToTheEndAsync();
            var told = (await sim.TimelineAsync(call)).Select(line => line[17..]).Where(line => line.StartsWith("send: ", StringComparison.Ordinal)).ToList();
            Assert.Equal(
                [
                    "send: It is not known whether the check-in went out; the email provider is asked at 2026-11-24 15:14 UTC. Why: no answer came in time.",
                    "send: The email provider does not know the check-in; it is posted once more at 2026-11-24 15:14 UTC or later.",
                    "send: It is still not known whether the check-in went out; the email provider is asked at 2026-11-24 15:24 UTC. Why: the email provider answered 504.",
                    "send: The check-in is parked and waits for a person. Why: posted twice, and the email provider knows of neither.",
                ],
                told);
        }
    }

    [Theory]
    [InlineData("timeout", "no answer came in time")]
    [InlineData("connection-lost", "the connection broke off before an answer came")]
    [InlineData("http-408", "the email provider answered 408")]
    [InlineData("http-504", "the email provider answered 504")]
    [InlineData("InternalServerError", "the email provider answered InternalServerError")]
    public async Task The_timeline_tells_why_nobody_knows(string code, string why)
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(new SendResult.Unclear(code), taken: true));
        await sim.PlayUntilAsync(Posted);
        Assert.Equal(
            $"2026-11-24 15:04 send: It is not known whether the check-in went out; the email provider is asked at 2026-11-24 15:14 UTC. Why: {why}.", (await sim.TimelineAsync("call-1"))[^1]);
    }

    [Theory]
    [InlineData("http-503", "the email provider answered 503")]
    [InlineData("tls", "the email provider could not be reached (tls)")]
    [InlineData("no-token", "there was no token to sign in to the email provider with")]
    [InlineData("unreadable-answer", "the answer of the email provider could not be read")]
    public async Task The_timeline_tells_why_the_provider_could_not_be_asked(string code, string why)
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut));
        sim.Mailbox.Says = _ => new OperationState.Unavailable(code);
        await sim.PlayUntilAsync("2026-11-24T15:14:00Z");
        Assert.Equal(
            $"2026-11-24 15:14 send: It is still not known whether the check-in went out; the email provider is asked at 2026-11-24 15:24 UTC. Why: {why}.", (await sim.TimelineAsync("call-1"))[^1]);
    }

    public static TheoryData<SendResult?, string> HowItBecameKnown => new()
    {
        { null, "The email provider confirms that it has the check-in." },
        { new SendResult.Accepted("op"), "The check-in was posted once more, and the email provider took it." },
        { new SendResult.Duplicate("http-409"), "The check-in was posted once more, and the email provider calls that a repeat of one that it has." },
    };

    [Theory]
    [MemberData(nameof(HowItBecameKnown))]
    public async Task The_timeline_tells_how_it_became_known_that_it_was_sent(SendResult? repeat, string sentence)
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut, taken: true));
        if (repeat is not null)
        {
            sim.Mailbox.Next(repeat);
            sim.Mailbox.Says = _ => new OperationState.Unknown();
        }

        await sim.PlayUntilAsync("2026-11-24T18:00:00Z");
        Assert.Contains(await sim.TimelineAsync("call-1"), line => line.EndsWith($" send: {sentence}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_second_post_is_paid_for_from_the_quota_like_every_mail()
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut));
        await sim.PlayUntilAsync(Posted);
        sim.Settings = sim.Settings with { Quota = new QuotaLimits(1, 1) };
        await sim.PlayToTheEndAsync();
        var (at, _) = Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(Simulation.At(Posted) + Duration.FromMinutes(61), at);
    }

    [Fact]
    public async Task Posted_twice_and_known_to_nobody_it_waits_for_a_person()
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut, times: 2));
        await sim.PlayToTheEndAsync();
        Assert.Equal(2, sim.Mailbox.Posts);
        Assert.Equal(["check-in: parked (posted twice, and the email provider knows of neither)"], await sim.FollowUpsAsync("call-1"));
        Assert.Null(await sim.OutcomeAsync("call-1"));
    }

    [Fact]
    public async Task A_provider_that_never_answers_the_question_is_not_asked_for_ever()
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut));
        sim.Mailbox.Says = _ => new OperationState.Unavailable("http-503");
        await sim.PlayToTheEndAsync();
        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Equal(["check-in: parked (the email provider could not say what became of it)"], await sim.FollowUpsAsync("call-1"));
        Assert.True(sim.Now < Simulation.At(Posted) + Duration.FromHours(3));
    }

    [Fact]
    public async Task A_provider_that_keeps_asking_to_wait_does_not_make_an_unclear_mail_wait_for_ever()
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut).Next(new SendResult.Throttled(Duration.FromMinutes(1)), times: 100));
        await sim.PlayToTheEndAsync();
        Assert.Empty(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: parked (the email provider asked to wait)"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task Nobody_who_unsubscribed_meanwhile_gets_the_repeat()
    {
        var sim = await GivenCheckInAsync(mailbox => mailbox.Next(TimedOut));
        await sim.PlayUntilAsync(Posted);
        var id = Assert.Single(await sim.RowsAsync<FollowUps.Lifecycle.FollowUp>(Keys.FollowUps(Simulation.Identity.Call(new CallId("call-1"))))).Id;
        var link = new SignedLink(LinkPurpose.Unsubscribe, Division.Main, Simulation.Identity.Call(new CallId("call-1")), new FollowUpId(id), sim.Now + Duration.FromDays(1));
        Assert.True(await sim.Unsubscribes.RunAsync(link, sim.Now, CancellationToken.None));
        await sim.PlayToTheEndAsync();
        Assert.Equal(1, sim.Mailbox.Posts);
        Assert.Equal(["check-in: parked (unclear at first, and not to be posted again: suppressed)"], await sim.FollowUpsAsync("call-1"));
    }

    [Fact]
    public async Task The_repeat_waits_for_the_morning_when_the_question_was_answered_at_night()
    {
        var sim = new Simulation("2026-11-23T18:55:30Z");
        sim.Mailbox.Next(TimedOut);
        await sim.CloseAsync(Given.Call(closedAt: "2026-11-23T18:55:00Z"));
        await sim.PlayToTheEndAsync();

        // Posted at 19:55 in Paris; ten minutes later the customer's quiet hours have begun.
        Assert.Contains(
            "2026-11-24 19:05 send: The email provider does not know the check-in; it is posted once more at 2026-11-25 07:00 UTC or later. Why: outside the hours in which this may go out: the recipient's quiet hours 20:00–08:00 Europe/Paris.", await sim.TimelineAsync("call-1"));
        var (at, _) = Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(Simulation.At("2026-11-25T07:00:00Z"), at);
    }

    [Fact]
    public async Task A_process_that_dies_between_the_post_and_the_record_leaves_one_mail()
    {
        var sim = await GivenCheckInAsync(_ => { });
        await sim.PlayUntilAsync("2026-11-24T15:03:59Z");
        sim.Mailbox.DiesAfterTaking = true;
        sim.Now = Simulation.At(Posted);
        await Assert.ThrowsAsync<IOException>(sim.SweepAsync);
        sim.Mailbox.DiesAfterTaking = false;
        await sim.PlayToTheEndAsync();
        Assert.Single(sim.Mailbox.Accepted);
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-1"));
    }

    internal static async Task<Simulation> GivenCheckInAsync(Action<Fakes.FakeMailbox> faults)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        faults(sim.Mailbox);
        await sim.CloseAsync(Given.Call());
        return sim;
    }
}
