using System.Text;
using FollowUps.Calls;
using FollowUps.Lifecycle;
using FollowUps.State;
using FollowUps.Tests.Journeys;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Lifecycle;

public sealed class RedriveTests
{
    private readonly Simulation _sim = new("2026-11-23T15:05:00Z");

    private static byte[] Bad => Encoding.UTF8.GetBytes("""{ "callId": "call-9" }""");

    [Fact]
    public async Task A_message_that_is_delivered_again_stays_one_dead_letter()
    {
        await _sim.DeliverAsync(Bad);
        _sim.Now += Duration.FromMinutes(3);
        await _sim.DeliverAsync(Bad);
        var letter = Assert.Single(await _sim.DeadLettersAsync());
        Assert.Equal((2, Simulation.At("2026-11-23T15:05:00Z"), _sim.Now), (letter.Failures, letter.ReceivedAt, letter.FailedAt));
    }

    [Fact]
    public async Task Workers_that_keep_the_same_message_at_once_keep_one()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _sim.DeliverAsync(Bad))));
        Assert.Equal(8, Assert.Single(await _sim.DeadLettersAsync()).Failures);
    }

    [Fact]
    public async Task A_redriven_message_is_on_its_queue_byte_for_byte_and_the_record_says_who_and_when()
    {
        await _sim.DeliverAsync(Bad);
        var id = await OnlyIdAsync();
        Assert.Equal(RedriveResult.Redriven, await _sim.Redrives.OneAsync(id, "pat", _sim.Now, CancellationToken.None));
        var (queue, message) = Assert.Single(_sim.Input.Messages);
        Assert.Equal("call-closed", queue);
        Assert.Equal(Bad, message);
        var letter = Assert.Single(await _sim.DeadLettersAsync());
        Assert.Equal(DeadLetterRow.Redriven, letter.State);
        Assert.Equal(new RedriveMark(_sim.Now, "pat"), Assert.Single(letter.Redrives));
    }

    [Fact]
    public async Task A_second_redrive_changes_nothing()
    {
        await _sim.DeliverAsync(Bad);
        var id = await OnlyIdAsync();
        await _sim.Redrives.OneAsync(id, "pat", _sim.Now, CancellationToken.None);
        Assert.Equal(RedriveResult.NotWaiting, await _sim.Redrives.OneAsync(id, "pat", _sim.Now, CancellationToken.None));
        Assert.Equal(0, await _sim.Redrives.AllAsync("pat", _sim.Now, CancellationToken.None));
        Assert.Single(_sim.Input.Messages);
    }

    [Fact]
    public async Task An_id_that_nobody_knows_is_said_to_be_unknown() =>
        Assert.Equal(RedriveResult.Unknown, await _sim.Redrives.OneAsync("nothing", "pat", _sim.Now, CancellationToken.None));

    [Fact]
    public async Task What_fails_again_after_a_redrive_waits_again_under_the_same_id()
    {
        await _sim.DeliverAsync(Bad);
        await _sim.Redrives.AllAsync("pat", _sim.Now, CancellationToken.None);
        _sim.Now += Duration.FromMinutes(1);
        await _sim.DeliverAsync(_sim.Input.Messages.Single().Message);
        var letter = Assert.Single(await _sim.DeadLettersAsync());
        Assert.Equal((DeadLetterRow.Waiting, 2), (letter.State, letter.Failures));
        Assert.Equal(1, await _sim.Redrives.AllAsync("pat", _sim.Now, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_kept_without_its_text_comes_back_as_the_same_dead_letter()
    {
        var declined = Given.CallJson(data =>
        {
            data["documentationConsent"] = "declined";
            data.Remove("outcome");
        });
        await _sim.DeliverAsync(declined);
        await _sim.Redrives.AllAsync("pat", _sim.Now, CancellationToken.None);
        var redriven = _sim.Input.Messages.Single().Message;
        Assert.DoesNotContain("October invoice", Encoding.UTF8.GetString(redriven), StringComparison.Ordinal);
        _sim.Now += Duration.FromMinutes(1);
        await _sim.DeliverAsync(redriven);
        Assert.Equal(2, Assert.Single(await _sim.DeadLettersAsync()).Failures);
    }

    [Fact]
    public async Task A_poison_message_of_a_call_that_was_recorded_mails_nobody_twice()
    {
        await _sim.CloseAsync(Given.Call());
        await KeepPoisonAsync(Given.Bytes(Given.Call()));
        await _sim.PlayUntilAsync("2026-11-24T16:00:00Z");
        Assert.Single(_sim.Mailbox.Accepted);

        Assert.Equal(1, await _sim.Redrives.AllAsync("pat", _sim.Now, CancellationToken.None));
        Assert.Equal(IntakeResult.Duplicate, await _sim.DeliverAsync(_sim.Input.Messages.Single().Message));
        await _sim.PlayToTheEndAsync();
        Assert.Single(_sim.Mailbox.Accepted);
    }

    [Fact]
    public async Task A_letter_that_failed_again_before_the_redrive_was_noted_still_waits()
    {
        await _sim.DeliverAsync(Bad);
        _sim.Input.OnPut = message => _sim.DeliverAsync(message);
        await _sim.Redrives.AllAsync("pat", _sim.Now, CancellationToken.None);
        Assert.Equal(DeadLetterRow.Waiting, Assert.Single(await _sim.DeadLettersAsync()).State);
    }

    [Fact]
    public async Task After_thirty_days_a_dead_letter_is_gone_and_the_same_message_starts_anew()
    {
        await _sim.DeliverAsync(Bad);
        _sim.Now += Duration.FromDays(31);
        await _sim.Nights.RunAsync(_sim.Now, CancellationToken.None);
        Assert.Empty(await _sim.DeadLettersAsync());
        await _sim.DeliverAsync(Bad);
        Assert.Equal(1, Assert.Single(await _sim.DeadLettersAsync()).Failures);
    }

    private async Task<string> OnlyIdAsync() => Assert.Single(await _sim.DeadLettersAsync()).Id;

    private Task KeepPoisonAsync(byte[] message) => new DeadLetters(_sim.Store, Simulation.Identity).KeepAsync(
        "call-closed", message, new InputError("It failed again and again.", "message", "Look into the log."), Division.Main, _sim.Now, CancellationToken.None, dequeueCount: 5);
}
