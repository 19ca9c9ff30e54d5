using FollowUps.Calls;
using FollowUps.Recovery;
using FollowUps.Sending;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>Promises without words of their own: a call that was booked, and the date that an acknowledgement names. Mails say what they are.</summary>
public sealed class ContactPromiseTests
{
    private const string Start = "2026-11-23T15:05:00Z";
    private const string Withheld = "what we agreed by phone";

    [Fact]
    public async Task A_booked_call_that_does_not_take_place_is_a_call_in_every_mail_about_it()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(English(CallOutcome.Unresolved));
        await sim.SweepAsync();
        Assert.IsType<CaseAnswer.Done>(await sim.ActAsync(new CaseAction.CallAt(Simulation.At("2026-11-24T14:00:00Z")), "p-nair"));
        await sim.PlayUntilAsync("2026-11-24T14:30:00Z");

        var nudge = MailOf(sim, "promise-nudge");
        Assert.Contains("Ada Lovell expects from you:\n\na call from us\nDue: Tuesday, 24 November, 14:00", Lines(nudge), StringComparison.Ordinal);
        var late = sim.Mailbox.Mails.Where(mail => Kind(mail) == "promise-overdue").ToList();
        var customer = Assert.Single(late, mail => mail.To.Address.Value == "ada@example.com");
        Assert.Equal("We are late with our promise about your call of Monday, 23 November", customer.Subject);
        Assert.Contains("About your call of Monday, 23 November, we promised you a call from us by Tuesday, 24 November, 15:00. We did not keep that date.", customer.Text, StringComparison.Ordinal);
        Assert.Contains("a call from us\nWas due: ", Lines(Assert.Single(late, mail => mail.To.Address.Value == "priya.nair@quillmere.example")), StringComparison.Ordinal);
        Assert.All(sim.Mailbox.Mails, mail => Assert.DoesNotContain(Withheld, mail.Text + mail.Html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_booked_call_that_took_place_is_asked_about_as_a_call()
    {
        var sim = new Simulation(Start);
        await sim.CloseAsync(English(CallOutcome.Unresolved));
        await sim.SweepAsync();
        await sim.ActAsync(new CaseAction.CallAt(Simulation.At("2026-11-24T14:00:00Z")), "p-nair");
        await sim.PlayUntilAsync("2026-11-24T13:30:00Z");
        var promise = Assert.Single((await sim.CallAsync("call-1")).Promises);
        await sim.UpdateAsync(EventTypes.PromiseKept, "kept", null, ("callId", "call-1"), ("promiseId", promise.Id), ("keptAt", sim.Now.ToString()));
        await sim.PlayUntilAsync("2026-11-26T10:00:00Z");

        var check = MailOf(sim, "promise-check");
        Assert.Equal("Did we keep our promise about your call of Monday, 23 November?", check.Subject);
        Assert.Contains("we promised you a call from us by", check.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Withheld, check.Text + check.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_date_of_an_acknowledgement_is_word_from_us_and_a_brief_does_not_list_it()
    {
        var sim = new Simulation(Start, s => s with { PlanBook = Plans.Books.Shipped });
        await sim.CloseAsync(English(CallOutcome.Unresolved));
        await sim.PlayUntilAsync("2026-11-24T10:00:00Z");
        var brief = MailOf(sim, "supervisor-brief");
        Assert.DoesNotContain(Withheld, brief.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Promised:", brief.Text, StringComparison.Ordinal);

        sim.Mailbox.Next(new SendResult.Throttled(Duration.FromHours(3)));
        await sim.PlayUntilAsync("2026-11-24T14:00:00Z");
        var late = sim.Mailbox.Mails.Single(mail => Kind(mail) == "promise-overdue" && mail.To.Address.Value == "ada@example.com");
        Assert.Contains("we promised you word from us by Tuesday, 24 November, 11:04", late.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_brief_of_promises_from_the_call_lists_them()
    {
        var sim = new Simulation(Start, s => s with { PlanBook = Plans.Books.Shipped });
        await sim.CloseAsync(English(CallOutcome.Unresolved) with { Promises = [Given.Promise()] });
        await sim.PlayUntilAsync(Start);
        Assert.Contains("- “Call back with the refund date” by Tuesday, 24 November, 16:00 (", MailOf(sim, "supervisor-brief").Text, StringComparison.Ordinal);
    }

    private static CallClosed English(CallOutcome outcome) =>
        Given.Call(outcome: outcome) with { Customer = Given.Customer() with { Language = "en" } };

    private static string Kind(OutgoingEmail mail) => mail.Headers.Single(header => header.Key == "X-FollowUp-Kind").Value;

    private static OutgoingEmail MailOf(Simulation sim, string kind) => sim.Mailbox.Mails.Single(mail => Kind(mail) == kind);

    private static string Lines(OutgoingEmail mail) => mail.Text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
