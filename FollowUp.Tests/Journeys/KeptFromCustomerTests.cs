using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>What the timeline and the outcome say of mails that the customer did not get and could not help.</summary>
public sealed class KeptFromCustomerTests
{
    public static TheoryData<MailMode, string> Kept => new()
    {
        { new MailMode.Off(), "Off, which lets nothing out" },
        { new MailMode.Off { StandsIn = true }, "the mail mode that was set cannot be used, so that nothing goes out" },
        { new MailMode.AllowList(new HashSet<string> { "example.net" }), "AllowList, and the address is not on the list" },
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public async Task A_mail_that_the_mail_mode_keeps_back_says_which_mode(MailMode mode, string why)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = mode });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();

        Assert.Contains($"2026-11-24 15:04 send: The check-in is not sent. Why: mail mode: {why}; the mail is kept as it would have gone out.", await sim.TimelineAsync("call-1"));
    }

    [Fact]
    public async Task A_mail_that_could_not_be_written_says_nothing_about_whether_the_customer_can_be_reached()
    {
        var book = Plans.Books.Book(Plans.Books.Rule("""[{ "kind": "check-in", "delay": { "elapsed": "24h" }, "variant": "gone" }]"""));
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = book });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();

        Assert.Equal("notFollowedUp: check-in: There is no template 'check-in.gone'.", await sim.OutcomeAsync("call-1"));
    }
}
