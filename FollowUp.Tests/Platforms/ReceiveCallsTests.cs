using System.Text;
using FollowUps.Calls;
using FollowUps.Due;
using FollowUps.Platforms;
using FollowUps.Sending;
using FollowUps.State;
using FollowUps.Tests.Fakes;
using FollowUps.Tests.Journeys;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Platforms;

/// <summary>What a call platform delivers, through to the recorded call: parts that wait for each other, customers that are looked up, what cannot be used.</summary>
public sealed class ReceiveCallsTests
{
    private static readonly Instant Start = Given.At("2026-03-02T14:13:00Z");
    private readonly InMemoryFollowUpStore _store = new();
    private readonly FakeSendQueue _send = new();
    private readonly FakeInputQueue _input = new();
    private readonly IServiceProvider _steps;
    private Installation _settings = Given.Installation with { Platforms = Given.Platforms };

    public ReceiveCallsTests() => _steps = Given.Steps(_store, _send, new FakeOutcomeQueue(), new FakeMailbox(), new RecordedAlerts(), () => _settings, _input);

    [Fact]
    public async Task A_contact_record_is_a_recorded_call_and_its_repeat_a_duplicate()
    {
        Assert.Equal((CallResult.Recorded, "amazon-connect"), await DeliverAsync("amazon-connect-contact-record.json"));
        Assert.Equal((CallResult.Duplicate, "amazon-connect"), await DeliverAsync("amazon-connect-contact-record.json"));
        var call = await CallAsync("11111111-1111-4111-8111-111111111111");
        Assert.Equal(("Billing", CallOutcome.Resolved, "ada@example.com", "grace", "/platforms/amazon-connect"), (call!.Queue!, call.Outcome, call.Contact.Email!, call.Agent!.Name!, call.Source!));
    }

    [Theory]
    [InlineData("zoom-contact-center-consumer-ended.json", "zoom-contact-center-disposition-added.json")]
    [InlineData("zoom-contact-center-disposition-added.json", "zoom-contact-center-consumer-ended.json")]
    public async Task Two_events_of_one_call_make_one_call_in_either_order(string first, string second)
    {
        Assert.Equal(CallResult.Waiting, (await DeliverAsync(first)).Result);
        Assert.Equal(CallResult.Waiting, (await DeliverAsync(first)).Result);
        Assert.Null(await CallAsync("exampleEngagementId001"));
        Assert.Equal(CallResult.Recorded, (await DeliverAsync(second)).Result);
        Assert.Equal(Given.At("2026-03-02T14:11:47.987Z"), (await CallAsync("exampleEngagementId001"))!.ClosedAt);
        Assert.Equal(CallResult.Duplicate, (await DeliverAsync(first)).Result);
        Assert.Equal(CallResult.Duplicate, (await DeliverAsync(second)).Result);
        Assert.Empty(await RowsAsync("j:"));
        Assert.DoesNotContain(await RowsAsync("d:0:"), row => row.As<DueItem>().Name == Timers.WaitingPart);
    }

    [Fact]
    public async Task A_call_nobody_wrapped_up_is_taken_when_the_wait_is_over()
    {
        Assert.Equal(CallResult.Waiting, (await DeliverAsync("genesys-conversation-end.json")).Result);
        await SweepAsync(Start + Duration.FromHours(1));
        Assert.Null(await CallAsync("22222222-2222-4222-8222-222222222222"));
        await SweepAsync(Start + Duration.FromHours(2));
        Assert.Equal(CallOutcome.Abandoned, (await CallAsync("22222222-2222-4222-8222-222222222222"))!.Outcome);
        Assert.Empty(await RowsAsync("j:"));
        Assert.Empty(await RowsAsync("b:"));
        Assert.Equal(CallResult.Duplicate, (await DeliverAsync("genesys-conversation-end.json")).Result);
    }

    [Fact]
    public async Task A_part_whose_other_never_comes_ends_as_a_dead_letter_and_a_redrive_waits_again()
    {
        var message = Given.PlatformEvent("acs-call-automation-call-disconnected.json");
        await DeliverAsync("acs-call-automation-call-disconnected.json");
        await SweepAsync(Start + Duration.FromHours(4));
        var letter = Assert.Single(await RowsAsync("b:")).As<DeadLetterRow>();
        Assert.Contains("waited for \"call-details\"", letter.Reason, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(message).Trim(), Encoding.UTF8.GetString(letter.ContentBytes).Trim());
        Assert.Empty(await RowsAsync("j:"));

        Assert.Equal(CallResult.Waiting, Assert.Single(await ReceiveAsync(letter.ContentBytes)).Result);
        var details = """
            {"specversion":"1.0","id":"1","source":"calling/callConnections/x","type":"call-details","data":{"callConnectionId":"b3000000-0000-4000-8000-000000000001",
             "outcome":"unresolved","queue":"billing","customer":{"id":"c-1","email":"ada@example.com"}}}
            """;
        Assert.Equal(CallResult.Recorded, Assert.Single(await ReceiveAsync(Encoding.UTF8.GetBytes(details))).Result);
        Assert.Equal(CallOutcome.Unresolved, (await CallAsync("b3000000-0000-4000-8000-000000000001"))!.Outcome);
    }

    [Fact]
    public async Task A_wrap_up_code_that_the_plan_book_does_not_map_is_a_dead_letter_that_names_mapping_field_and_line()
    {
        await DeliverAsync("genesys-conversation-end.json");
        Assert.Equal(CallResult.DeadLetter, (await DeliverAsync("genesys-conversation-acw.json")).Result);
        var letter = Assert.Single(await RowsAsync("b:")).As<DeadLetterRow>();
        Assert.Equal("data.outcome", letter.Field);
        Assert.Contains("mapping \"genesys\", event \"acw\"", letter.Reason, StringComparison.Ordinal);
        Assert.Contains("""outcomeMap": {"/platforms/genesys": {"66666666-0000-4000-8000-000000000006""", letter.Fix, StringComparison.Ordinal);
        Assert.Contains("The mapping looks at detail.eventBody.wrapupCode.", letter.Fix, StringComparison.Ordinal);
        Assert.Equal(Given.PlatformEvent("genesys-conversation-acw.json"), letter.ContentBytes);

        var codes = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["/platforms/genesys"] = new Dictionary<string, string> { ["66666666-0000-4000-8000-000000000006"] = "resolved" } };
        _settings = _settings with { PlanBook = _settings.PlanBook with { OutcomeMap = codes } };
        Assert.Equal(CallResult.Recorded, Assert.Single(await ReceiveAsync(letter.ContentBytes)).Result);
        Assert.Equal(CallOutcome.Resolved, (await CallAsync("22222222-2222-4222-8222-222222222222"))!.Outcome);
        Assert.Empty(await RowsAsync("j:"));
    }

    [Fact]
    public async Task A_missing_address_comes_from_the_table_of_known_customers()
    {
        var known = new KnownCustomer { Id = "crm-9", Phone = "+1 (555) 555-0100", Email = "ada@example.com", Language = "fr", Name = "Ada of the CRM" };
        var customers = _steps.GetRequiredService<KnownCustomers>();
        Assert.Equal(1, await customers.ImportAsync(Division.Main, [known], Start, CancellationToken.None));
        Assert.Equal(0, await customers.ImportAsync(Division.Main, [known], Start + Duration.FromDays(1), CancellationToken.None));
        await DeliverAsync("twilio-reservation-completed.json");
        var contact = (await CallAsync("CA00000000000000000000000000000001"))!.Contact;
        Assert.Equal(("crm-9", "Ada Example", "ada@example.com", "fr"), (contact.Id!, contact.Name!, contact.Email!, contact.Language!));

        await customers.ForgetAsync(Division.Main, "crm-9", [], CancellationToken.None);
        Assert.Empty(await RowsAsync("k:"));
    }

    [Fact]
    public async Task Who_is_known_by_a_number_only_is_forgotten_with_it_and_nobody_else_is()
    {
        var customers = _steps.GetRequiredService<KnownCustomers>();
        await customers.ImportAsync(
            Division.Main,
            [new KnownCustomer { Phone = "+1 555 555 0100", Email = "ada@example.com" }, new KnownCustomer { Phone = "+1 555 555 0111", Email = "ada@example.org" }, new KnownCustomer { Id = "crm-7", Phone = "+1 555 555 0122", Email = "bo@example.com" }],
            Start,
            CancellationToken.None);
        await DeliverAsync("twilio-reservation-completed.json");
        var contact = (await CallAsync("CA00000000000000000000000000000001"))!.Contact;
        Assert.Equal(("tel:+15555550100", "ada@example.com"), (contact.Id, contact.Email));

        await customers.ForgetAsync(Division.Main, contact.Id!, ["+1 555 555 0111", "+1 555 555 0122"], CancellationToken.None);

        Assert.Equal(2, (await RowsAsync("k:")).Count);
        Assert.All(await RowsAsync("k:"), row => Assert.Equal("crm-7", row.As<KnownCustomer>().Id));
    }

    [Fact]
    public async Task A_number_that_moved_on_no_longer_finds_the_customer_who_had_it()
    {
        var customers = _steps.GetRequiredService<KnownCustomers>();
        await customers.ImportAsync(Division.Main, [new KnownCustomer { Id = "crm-9", Phone = "+15555550100", Email = "ada@example.com" }], Start, CancellationToken.None);
        await customers.ImportAsync(Division.Main, [new KnownCustomer { Id = "crm-9", Phone = "+15555550111", Email = "ada@example.com" }], Start, CancellationToken.None);
        await DeliverAsync("twilio-reservation-completed.json");
        var contact = (await CallAsync("CA00000000000000000000000000000001"))!.Contact;
        Assert.Equal(("tel:+15555550100", null), (contact.Id, contact.Email));
    }

    [Fact]
    public async Task A_program_that_reads_the_answer_is_told_and_nothing_is_kept()
    {
        var bad = Assert.Single(await _steps.GetRequiredService<ReceiveCalls>().RunAsync(Given.CallJson(data => data.Remove("outcome")), CallDelivery.Request, Given.Now, CancellationToken.None));
        Assert.Equal((CallResult.Refused, "data.outcome"), (bad.Result, bad.Error!.Field));
        Assert.Empty(await RowsAsync("b:"));
    }

    [Fact]
    public async Task What_a_path_named_is_kept_so_that_a_redrive_still_knows_it()
    {
        var delivery = new CallDelivery(Given.Platforms.Find("aircall"), KeepsBad: true);
        var body = """{"event":"call.ended","data":{"id":7,"ended_at":"soon","answered_at":1,"tags":[]}}"""u8.ToArray();
        var bad = Assert.Single(await _steps.GetRequiredService<ReceiveCalls>().RunAsync(body, delivery, Start, CancellationToken.None));
        Assert.Equal((CallResult.DeadLetter, "data.closedAt"), (bad.Result, bad.Error!.Field));
        var letter = Assert.Single(await RowsAsync("b:")).As<DeadLetterRow>();
        Assert.Contains("/platforms/aircall", Encoding.UTF8.GetString(letter.ContentBytes), StringComparison.Ordinal);
        Assert.Equal(CallResult.DeadLetter, Assert.Single(await ReceiveAsync(letter.ContentBytes)).Result);
        Assert.Equal(2, Assert.Single(await RowsAsync("b:")).As<DeadLetterRow>().Failures);
    }

    [Fact]
    public async Task Erasing_a_customer_removes_them_from_the_table_and_from_parts_that_wait()
    {
        await _steps.GetRequiredService<KnownCustomers>().ImportAsync(Division.Main, [new KnownCustomer { Id = "exampleConsumerId00001", Email = "ada@example.com" }], Start, CancellationToken.None);
        await DeliverAsync("zoom-contact-center-consumer-ended.json");
        await _steps.GetRequiredService<ApplyUpdate>().RunAsync(
            Given.UpdateJson("followup.customer.erased.v1", new() { ["customerId"] = "exampleConsumerId00001" }), Given.At("2026-11-23T15:00:00Z"), CancellationToken.None);
        Assert.Empty(await RowsAsync("k:"));
        Assert.Empty(await RowsAsync("j:"));
    }

    private async Task<(CallResult Result, string? Platform)> DeliverAsync(string sample)
    {
        var receipt = Assert.Single(await ReceiveAsync(Given.PlatformEvent(sample)));
        return (receipt.Result, receipt.Platform);
    }

    private Task<IReadOnlyList<CallReceipt>> ReceiveAsync(ReadOnlyMemory<byte> message) =>
        _steps.GetRequiredService<ReceiveCalls>().RunAsync(message, CallDelivery.Queue, Start, CancellationToken.None);

    private async Task SweepAsync(Instant now)
    {
        await _steps.GetRequiredService<DueSweep>().RunAsync(now, CancellationToken.None);
        while (_send.TryTake(out var chunk))
        {
            await _steps.GetRequiredService<Send>().RunAsync(chunk!, now, CancellationToken.None);
        }
    }

    private async Task<CallRow?> CallAsync(string id) =>
        (await _store.FindAsync(Division.Main, Keys.Call(Simulation.Identity.Call(new CallId(id))), CancellationToken.None))?.As<CallRow>();

    private Task<IReadOnlyList<StoredRow>> RowsAsync(string prefix) => _store.RangeAsync(Division.Main, KeyRange.Prefix(prefix), int.MaxValue, CancellationToken.None);
}
