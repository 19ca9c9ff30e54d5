using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Journeys;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Faults;

/// <summary>How far "never twice" reaches with a provider that promises nothing about repeats, and where it ends.</summary>
public sealed class ProviderWindowTests
{
    private readonly MemoryWorld _world = new("2026-11-23T15:05:00Z");

    [Fact]
    public async Task The_window_a_provider_that_denies_a_mail_it_took_and_takes_the_repeat_brings_it_twice_and_never_three_times()
    {
        _world.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true).Next(new SendResult.Unclear("timeout"), taken: true);
        _world.Mailbox.Says = _ => new OperationState.Unknown();
        await LiveAsync();
        Assert.Equal(2, _world.Mailbox.Accepted.Count);
        Assert.Equal((FollowUpState.Parked, "posted twice, and the email provider knows of neither"), await StateAsync());

        // What gives the provider the chance to refuse the second one.
        Assert.Single(_world.Mailbox.Mails.Select(m => (m.Operation, m.MessageId, m.Text)).Distinct());
        Assert.True(_world.Mailbox.Accepted[1].At - _world.Mailbox.Accepted[0].At >= Duration.FromMinutes(10));
    }

    [Theory]
    [InlineData("http-400")]
    [InlineData("http-409")]
    public async Task A_provider_that_refuses_the_repeat_brings_it_once(string code)
    {
        _world.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true).Next(code == "http-409" ? new SendResult.Duplicate(code) : new SendResult.Refused(code));
        _world.Mailbox.Says = _ => new OperationState.Unknown();
        await LiveAsync();
        Assert.Single(_world.Mailbox.Accepted);
        Assert.Equal(code == "http-409" ? FollowUpState.Sent : FollowUpState.Parked, (await StateAsync()).State);
    }

    [Fact]
    public async Task A_provider_that_tells_the_truth_after_ten_minutes_brings_it_once()
    {
        _world.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true);
        var posted = Given.At("2026-11-24T15:04:00Z");
        _world.Mailbox.Says = _ => _world.Now < posted + Duration.FromMinutes(9) ? new OperationState.Unknown() : null;
        await LiveAsync();
        Assert.Single(_world.Mailbox.Accepted);
        Assert.Equal(FollowUpState.Sent, (await StateAsync()).State);
    }

    [Fact]
    public async Task A_provider_that_can_never_say_is_asked_a_dozen_times_and_then_a_person_decides()
    {
        _world.Mailbox.Next(new SendResult.Unclear("timeout"), taken: true);
        _world.Mailbox.Says = _ => new OperationState.Unavailable("http-503");
        await LiveAsync();
        Assert.Single(_world.Mailbox.Accepted);
        Assert.Equal(FollowUpState.Parked, (await StateAsync()).State);
    }

    [Fact]
    public async Task An_unclear_mail_that_can_never_be_posted_again_comes_to_an_end()
    {
        _world.Mailbox.Next(new SendResult.Unclear("timeout")).Next(new SendResult.NotConnected("refused"), times: 1000);
        await LiveAsync();
        Assert.Empty(_world.Mailbox.Accepted);
        Assert.Equal(FollowUpState.Parked, (await StateAsync()).State);
    }

    [Fact]
    public async Task An_unclear_mail_is_not_posted_again_at_night()
    {
        _world.Mailbox.Next(new SendResult.Unclear("timeout"));
        await LiveAsync(closedAt: "2026-11-22T18:55:00Z");
        Assert.Equal(Given.At("2026-11-24T07:00:00Z"), Assert.Single(_world.Mailbox.Accepted).At);
    }

    [Fact]
    public async Task An_unclear_mail_is_not_posted_again_after_mail_was_switched_off()
    {
        await UnclearAsync();
        _world.Settings = _world.Settings with { Mode = new MailMode.Off() };
        await _world.PlayToTheEndAsync();
        Assert.Empty(_world.Mailbox.Accepted);
        Assert.Equal(FollowUpState.Parked, (await StateAsync()).State);
    }

    [Fact]
    public async Task An_unclear_mail_is_not_posted_again_after_its_recipient_unsubscribed()
    {
        await UnclearAsync();
        var link = new SignedLink(LinkPurpose.Unsubscribe, Division.Main, Hash, new FollowUpId((await FollowUpAsync()).Id), _world.Now);
        Assert.True(await _world.Start().Unsubscribes.RunAsync(link, _world.Now, CancellationToken.None));
        await _world.PlayToTheEndAsync();
        Assert.Empty(_world.Mailbox.Accepted);
    }

    [Fact]
    public async Task An_unclear_mail_is_not_posted_again_after_the_customer_called_again()
    {
        await UnclearAsync();
        _world.Calls.Add(Given.Bytes(Given.Call("call-2", closedAt: "2026-11-24T15:05:00Z")));
        _world.Now += Duration.FromMinutes(5);
        await _world.PlayToTheEndAsync();
        Assert.DoesNotContain(_world.Mailbox.Mails, m => m.Headers.Any(h => h is { Key: "X-FollowUp-Call", Value: "call-1" }));
        Assert.Equal(FollowUpState.Cancelled, (await StateAsync()).State);
    }

    private static string Hash => Simulation.Identity.Call(new CallId("call-1"));

    private async Task LiveAsync(string closedAt = "2026-11-23T15:04:00Z")
    {
        _world.Calls.Add(Given.Bytes(Given.Call(closedAt: closedAt)));
        await _world.PlayToTheEndAsync();
    }

    /// <summary>The check-in was posted, not taken, and nobody knows.</summary>
    private async Task UnclearAsync()
    {
        _world.Mailbox.Next(new SendResult.Unclear("timeout"));
        _world.Calls.Add(Given.Bytes(Given.Call()));
        await _world.PlayUntilAsync("2026-11-24T15:06:00Z");
        Assert.Equal(FollowUpState.Unclear, (await StateAsync()).State);
    }

    private async Task<(FollowUpState State, string? Reason)> StateAsync()
    {
        var followUp = await FollowUpAsync();
        return (followUp.State, followUp.Reason);
    }

    private async Task<FollowUp> FollowUpAsync() =>
        (await _world.RowsAsync()).Single(r => r.Key.StartsWith($"f:{Hash}:", StringComparison.Ordinal)).As<FollowUp>();
}
