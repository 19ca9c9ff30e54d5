using System.Text;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Fakes;
using Xunit;

namespace FollowUps.Tests.Journeys;

/// <summary>A customer who asks to be forgotten is forgotten everywhere, and what waits for them is not sent.</summary>
public sealed class ErasedCustomerTests
{
    private static readonly string[] Traces = ["Ada", "Lovell", "ada@example.com", "99 00 12 34", "c-1", "October invoice", "Charged twice", "second amount", "Call back with", "lovely"];

    [Fact]
    public async Task Nothing_of_an_erased_customer_is_left_in_any_row_mail_or_event()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithReminder });
        await sim.CloseAsync(Given.Call() with { Promises = [Given.Promise("p-1", "2026-11-23T16:00:00Z")] });
        await sim.UpdateAsync(EventTypes.PromiseKept, "kept", null, ("callId", "call-1"), ("promiseId", "p-1"), ("keptAt", "2026-11-23T15:00:00Z"));
        await sim.PlayUntilAsync("2026-11-24T16:30:00Z");
        await sim.Ratings.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Last(mail => mail.Headers.Any(header => header.Value == "check-in")), LinkPurpose.Rate), 5, "Sam was lovely", "page", sim.Now, CancellationToken.None);
        await sim.CloseAsync(Given.Call("call-2", CallOutcome.Unresolved, closedAt: "2026-11-24T16:29:00Z"));
        await sim.CloseAsync(Given.Call("call-2", CallOutcome.Resolved, closedAt: "2026-11-24T16:29:30Z"));
        await sim.CloseAsync(Given.Call("call-3", CallOutcome.Abandoned, closedAt: "2026-11-24T16:20:00Z") with { Customer = Given.Customer() with { Id = null } });
        await sim.CloseAsync(Given.Call("call-4", closedAt: "2026-11-24T16:20:00Z") with { Reason = null, Summary = null, CustomerWish = null, Customer = Given.Customer("c-2") with { Name = "Bo", Email = Given.Address("bo@example.com"), Phone = null } });
        await sim.DeliverAsync(Given.CallJson(data => data["outcome"] = "nonsense"));
        await sim.DeliverAsync("{ \"callId\": \"x\", \"customer\": { \"email\": \"ADA@example.com\" "u8.ToArray());
        Assert.NotEmpty(await TracesAsync(sim));

        sim.Outcomes.Events.Clear();
        Assert.Equal(UpdateResult.Applied, await EraseAsync(sim));
        Assert.Equal(UpdateResult.Duplicate, await EraseAsync(sim));
        Assert.Empty(await TracesAsync(sim));
        Assert.Empty(await sim.DeadLettersAsync());

        sim.Mailbox.Accepted.Clear();
        await sim.PlayToTheEndAsync();
        Assert.Equal("bo@example.com", Assert.Single(sim.Mailbox.Mails, mail => mail.Headers.Any(h => h.Value == "check-in")).To.Address.Value);
        Assert.Empty(await TracesAsync(sim));
        Assert.Equal(["supervisor-outreach: cancelled (the customer's data was erased)"], await sim.CustomerFollowUpsAsync("call-2"));
        Assert.Equal(["supervisor-outreach: cancelled (the customer's data was erased)"], await sim.CustomerFollowUpsAsync("call-3"));
        Assert.Equal("notFollowedUp: the customer's data was erased", await sim.OutcomeAsync("call-2"));

        // What the statistics count stays.
        Assert.Equal("satisfied: the customer answered 5 of 5", await sim.OutcomeAsync("call-1"));
        Assert.Equal(5, (await sim.RowsAsync<AnswerRow>(KeyRange.Prefix("v:"))).Single().Score);
    }

    [Fact]
    public async Task A_suppression_outlives_the_erasure_and_a_later_call_starts_afresh()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:30:00Z");
        await sim.Unsubscribes.RunAsync(sim.LinkIn(sim.Mailbox.Mails.Single(), LinkPurpose.Rate), sim.Now, CancellationToken.None);
        await EraseAsync(sim);
        Assert.Equal(IntakeResult.Duplicate, await sim.CloseAsync(Given.Call()));
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T16:29:00Z"));
        await sim.CloseAsync(Given.Call("call-3", CallOutcome.Unresolved, closedAt: "2026-11-24T16:29:00Z"));
        await sim.PlayToTheEndAsync();

        Assert.Equal(["check-in: skipped (suppressed)"], await sim.FollowUpsAsync("call-2"));
        Assert.Equal(["supervisor-outreach: sent"], await sim.CustomerFollowUpsAsync("call-3"));
    }

    [Fact]
    public async Task What_was_sent_before_the_erasure_does_not_count_against_the_customer_any_more()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call());
        await sim.PlayUntilAsync("2026-11-24T16:30:00Z");
        await EraseAsync(sim);
        await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T16:29:00Z"));
        await sim.PlayToTheEndAsync();
        Assert.Equal(["check-in: sent"], await sim.FollowUpsAsync("call-2"));
    }

    [Fact]
    public async Task A_mail_that_was_only_rendered_is_gone_as_well()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { Mode = new MailMode.Off() });
        await sim.CloseAsync(Given.Call());
        await sim.PlayToTheEndAsync();
        Assert.NotEmpty(await sim.RowsAsync<MailRow>(KeyRange.Prefix("m:")));
        await EraseAsync(sim);
        Assert.Empty(await sim.RowsAsync<MailRow>(KeyRange.Prefix("m:")));
    }

    public static TheoryData<SendResult, bool, string> Answers() => new()
    {
        { new SendResult.Accepted("1"), true, "check-in: sent" },
        { new SendResult.NotConnected("refused"), false, "check-in: cancelled (the customer's data was erased)" },
        { new SendResult.Unclear("timeout"), true, "check-in: sent" },
        { new SendResult.Unclear("timeout"), false, "check-in: cancelled (the customer's data was erased)" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Erased_while_the_mail_is_being_posted_the_person_does_not_come_back(SendResult answer, bool taken, string state)
    {
        foreach (var step in new[] { "claim", "fence", "outcome", "put-back", "unclear" })
        {
            var store = new InterleavingStore(new InMemoryFollowUpStore());
            var sim = new Simulation("2026-11-23T15:05:00Z", s => s with { PlanBook = Given.PlanBookWithReminder }, store);
            await sim.CloseAsync(Given.Call());
            sim.Mailbox.Next(answer, taken);
            var erased = false;
            store.Before(step, async () => erased = await EraseAsync(sim) == UpdateResult.Applied);
            await sim.PlayToTheEndAsync();
            if (erased)
            {
                Assert.Empty(await TracesAsync(sim));
                Assert.Equal([step switch { "claim" or "fence" => "check-in: cancelled (the customer's data was erased)", "outcome" => "check-in: sent", _ => state }], await sim.FollowUpsAsync("call-1"));
            }
            else
            {
                Assert.Contains(step, (string[])["put-back", "unclear", "outcome"]);
            }
        }
    }

    [Fact]
    public async Task An_erasure_that_was_interrupted_is_finished_by_its_repetition()
    {
        foreach (var step in new[] { "erase-follow-up", "erase-texts", "erase", "erase-dead-letter", "erase-call", "erased" })
        {
            var store = new InterleavingStore(new InMemoryFollowUpStore());
            var sim = new Simulation("2026-11-23T15:05:00Z", store: store);
            await sim.CloseAsync(Given.Call());
            await sim.PlayUntilAsync("2026-11-24T15:10:00Z");
            await sim.CloseAsync(Given.Call("call-2", closedAt: "2026-11-24T15:09:00Z"));
            await sim.DeliverAsync(Given.CallJson(data => (data["outcome"], data["customer"]!["id"]) = ("nonsense", null)));
            store.Before(step, () => throw new IOException("the process died"));
            await Assert.ThrowsAsync<IOException>(() => EraseAsync(sim));
            Assert.Equal(UpdateResult.Applied, await EraseAsync(sim));
            Assert.Empty(await TracesAsync(sim));
        }
    }

    /// <summary>A family shares a line, a company a switchboard: what says whose it is, is theirs alone; what does not goes when anything fits.</summary>
    public static TheoryData<string, bool> DeadLetters() => new()
    {
        { """{ "id": "c-9", "email": "bo@example.com", "phone": "+44 99 00 12 34" }""", true },
        { """{ "id": "c-9", "email": "ada@example.com", "name": "Ada Lovell" }""", true },
        { """{ "id": 7, "phone": "+44 99 00 12 34" }""", true },
        { """{ "id": "c-1", "email": "bo@example.com" }""", false },
        { """{ "id": " c-1 " }""", false },
        { """{ "id": "", "phone": "+44 99 00 12 34" }""", false },
        { """{ "id": null, "email": "Ada@Example.com" }""", false },
        { """{ "phone": "+44 99 00 12 34" }""", false },
        { """{ "email": "bo@example.com", "phone": "+44 20 7000 0000" }""", true },
    };

    [Theory]
    [MemberData(nameof(DeadLetters))]
    public async Task A_dead_letter_that_names_a_customer_id_is_theirs_alone_and_one_without_goes_when_anything_fits(string customer, bool stays)
    {
        foreach (var form in new[] { "event", "base64", "bare" })
        {
            var sim = new Simulation("2026-11-23T15:05:00Z");
            await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Phone = "+44 99 00 12 34" } });
            var message = Given.CallEnvelope();
            (message["data"]!["outcome"], message["data"]!["customer"]) = ("nonsense", JsonNode.Parse(customer));
            if (form == "base64")
            {
                message["data_base64"] = Convert.ToBase64String(Given.Bytes(message["data"]!));
                message.Remove("data");
            }

            await sim.DeliverAsync(Given.Bytes(form == "bare" ? message["data"]! : message));
            Assert.Single(await sim.DeadLettersAsync());
            await EraseAsync(sim);
            Assert.Equal(stays ? 1 : 0, (await sim.DeadLettersAsync()).Count);
        }
    }

    [Theory]
    [InlineData("""{ "callId": "x", "customer": { "id": "c-9", "phone": "+44 99 00 12 34" """)]
    [InlineData("""{ "contact": { "customerId": "c-9", "phone": "+44 99 00 12 34" } }""")]
    public async Task Of_a_message_that_nobody_can_read_or_in_other_words_than_ours_nobody_can_tell_whose_it_is(string message)
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Phone = "+44 99 00 12 34" } });
        await sim.DeliverAsync(Encoding.UTF8.GetBytes(message));
        await EraseAsync(sim);
        Assert.Empty(await sim.DeadLettersAsync());
    }

    [Fact]
    public async Task A_call_with_another_customer_id_keeps_its_people_although_the_phone_is_the_same()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        await sim.CloseAsync(Given.Call() with { Customer = Given.Customer() with { Phone = "+44 99 00 12 34" } });
        await sim.CloseAsync(Given.Call("call-2") with { Customer = Given.Customer("c-9") with { Name = "Bo", Email = Given.Address("bo@example.com"), Phone = "+44 99 00 12 34" } });
        await EraseAsync(sim);
        Assert.Equal("Bo", (await sim.CallAsync("call-2")).Contact.Name);
        Assert.Null((await sim.CallAsync("call-1")).Contact.Name);
    }

    [Fact]
    public async Task An_unknown_customer_is_erased_without_fuss()
    {
        var sim = new Simulation("2026-11-23T15:05:00Z");
        Assert.Equal(UpdateResult.Applied, await EraseAsync(sim));
        Assert.Equal(UpdateResult.Duplicate, await EraseAsync(sim));
    }

    private static Task<UpdateResult> EraseAsync(Simulation sim) => sim.UpdateAsync(EventTypes.CustomerErased, "erase-1", "2026-11-24T16:30:00Z", ("customerId", "c-1"));

    /// <summary>Every row and outgoing event in which the person can be found.</summary>
    private static async Task<IReadOnlyList<string>> TracesAsync(Simulation sim)
    {
        var rows = await sim.Store.RangeAsync(Division.Main, new KeyRange(" ", "~"), int.MaxValue, CancellationToken.None);
        var texts = rows.Select(row => $"{row.Key} {string.Join(' ', row.Columns.Select(column => $"{column.Key}={TextOf(row, column.Value)}"))}")
            .Concat(sim.Outcomes.Events.Select(e => e.ToString()));
        return [.. texts.Where(text => Traces.Any(trace => text.Contains(trace, StringComparison.OrdinalIgnoreCase)))];
    }

    private static string TextOf(StoredRow row, object value) => value switch
    {
        byte[] mail when row.Key.StartsWith("m:", StringComparison.Ordinal) => StoredMail.Unpack(mail)!.ToString(),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => value.ToString()!,
    };
}
