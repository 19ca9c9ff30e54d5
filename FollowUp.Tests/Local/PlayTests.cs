using Azure.Data.Tables;
using FollowUps.Local;
using FollowUps.Local.Functions;
using FollowUps.Local.Playing;
using NodaTime;
using Xunit;

namespace FollowUps.Tests.Local;

public sealed class PlayTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_line_is_posted_at_its_simulated_instant_and_the_handler_is_told_that_instant()
    {
        await using var stage = await Stage.SetAsync(azurite, """
            {"at":"2026-11-23T15:04:05Z","queue":"QUEUE","message":{"callId":"c1"}}
            {"at":"2026-11-24T08:00:00+01:00","queue":"QUEUE","message":"as it is"}
            """);

        Assert.Equal(Ending.Idle, await stage.PlayToIdleAsync());

        var calls = stage.Handler.To("CallClosed");
        Assert.Equal(["2026-11-23T15:04:05Z", "2026-11-24T07:00:00Z"], calls.Select(c => c.Now));
        Assert.Equal(["{\"callId\":\"c1\"}", "as it is"], calls.Select(c => c.Message));
        Assert.Equal(2, stage.Tally.Events);
    }

    [Fact]
    public async Task A_trigger_is_posted_as_the_host_does_chunked_json_with_its_headers()
    {
        await using var stage = await Stage.SetAsync(azurite, "{\"callId\":\"c1\",\"closedAt\":\"2026-11-23T15:04:00Z\"}");

        await stage.PlayToIdleAsync();

        var call = Assert.Single(stage.Handler.To("CallClosed"));
        Assert.Equal("POST", call.Method);
        Assert.Equal("chunked", call.Header("Transfer-Encoding"));
        Assert.Null(call.Header("Content-Length"));
        Assert.Equal("application/json; charset=utf-8", call.Header("Content-Type"));
        Assert.StartsWith("127.0.0.1:", call.Header("Host"), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(call.Header("X-Azure-Functions-InvocationId"), out _));
        Assert.NotNull(call.Header("X-Azure-Functions-HostVersion"));
        var metadata = call.Json.GetProperty("Metadata");
        Assert.Equal("1", metadata.GetProperty("DequeueCount").GetString());
        Assert.StartsWith("\"", metadata.GetProperty("Id").GetString(), StringComparison.Ordinal);
        Assert.Equal("CallClosed", metadata.GetProperty("sys").GetProperty("MethodName").GetString());
    }

    [Fact]
    public async Task A_message_of_a_text_trigger_arrives_doubly_encoded_and_its_fields_overwrite_the_metadata()
    {
        await using var stage = await Stage.SetAsync(azurite);
        await stage.Queues.PostAsync(stage.PlainQueue, "{\"Id\":\"mine\",\"n\":5}", CancellationToken.None);

        await stage.PlayToIdleAsync();

        var call = Assert.Single(stage.Handler.To("Plain")).Json;
        Assert.Equal("{\"Id\":\"mine\",\"n\":5}", System.Text.Json.JsonSerializer.Deserialize<string>(call.GetProperty("Data").GetProperty("message").GetString()!));
        Assert.Equal("\"mine\"", call.GetProperty("Metadata").GetProperty("Id").GetString());
        Assert.Equal("5", call.GetProperty("Metadata").GetProperty("n").GetString());
    }

    [Theory]
    [InlineData(500, "application/json", "{}", "a failure of the handler")]
    [InlineData(200, "text/plain", "fine", "no JSON")]
    [InlineData(200, "application/json", "[]", "no object")]
    [InlineData(200, "application/json", "", "an empty body, on which the host hangs")]
    [InlineData(204, "", "", "no content, on which the host hangs")]
    [InlineData(302, "", "", "a redirect")]
    public async Task A_message_that_fails_five_times_ends_unchanged_on_the_poison_queue_after_pauses_in_simulated_time(
        int status, string contentType, string body, string what)
    {
        await using var stage = await Stage.SetAsync(azurite, "{\"callId\":\"c1\",\"closedAt\":\"2026-11-23T15:00:00Z\"}");
        stage.Handler.Answer = r => r.Target == "/CallClosed" ? (status, contentType, body) : FakeHandler.Ok();

        Assert.Equal(Ending.Idle, await stage.PlayToIdleAsync());

        var deliveries = stage.Handler.To("CallClosed");
        Assert.Equal(
            ["2026-11-23T15:00:00Z", "2026-11-23T15:00:30Z", "2026-11-23T15:01:00Z", "2026-11-23T15:01:30Z", "2026-11-23T15:02:00Z"],
            deliveries.Select(d => d.Now));
        Assert.Equal(["1", "2", "3", "4", "5"], deliveries.Select(d => d.Json.GetProperty("Metadata").GetProperty("DequeueCount").GetString()));
        Assert.Equal(["{\"callId\":\"c1\",\"closedAt\":\"2026-11-23T15:00:00Z\"}"], await stage.WaitingAsync(stage.Queue + "-poison"));
        Assert.Empty(await stage.WaitingAsync(stage.Queue));
        Assert.NotEmpty(what);
    }

    [Fact]
    public async Task The_clock_moves_to_the_instant_that_the_sweep_names_rounded_up_to_a_second()
    {
        await using var stage = await Stage.SetAsync(azurite);
        stage.Handler.Answer = r => Stage.At(r.Now) >= Stage.At("2026-11-25T10:00:00Z")
            ? FakeHandler.Ok("\"{\\\"next\\\":null}\"")
            : FakeHandler.Ok("{\"next\":\"2026-11-25T10:00:00.25Z\"}");

        await stage.PlayToIdleAsync();

        Assert.Equal("2026-11-25T10:00:01Z", stage.Handler.To("DueSweep")[^1].Now);
    }

    [Fact]
    public async Task A_sweep_that_names_no_later_instant_runs_again_after_a_minute()
    {
        await using var stage = await Stage.SetAsync(azurite);
        stage.Handler.Answer = r => r.Now == "2026-11-23T09:00:00Z" ? FakeHandler.Ok("{\"next\":\"2026-11-23T09:00:00Z\"}") : FakeHandler.Ok();

        await stage.PlayToIdleAsync();

        Assert.Equal("2026-11-23T09:01:00Z", stage.Handler.To("DueSweep")[^1].Now);
    }

    [Fact]
    public async Task Nightly_upkeep_runs_at_two_on_the_way_and_does_not_keep_time_going_by_itself()
    {
        await using var stage = await Stage.SetAsync(azurite);
        stage.Handler.Answer = r => FakeHandler.Ok(r.Target == "/DueSweep" && Stage.At(r.Now) < Stage.At("2026-11-25T10:00:00Z")
            ? "{\"next\":\"2026-11-25T10:00:00Z\"}"
            : "null");

        Assert.Equal(Ending.Idle, await stage.PlayToIdleAsync());

        Assert.Equal(["2026-11-24T02:00:00Z", "2026-11-25T02:00:00Z"], stage.Handler.To("Upkeep").Select(u => u.Now));
        Assert.Equal(Stage.At("2026-11-25T10:00:00Z"), stage.Clock.Now);
    }

    [Fact]
    public async Task What_a_sweep_puts_on_a_queue_is_delivered_before_time_moves()
    {
        await using var stage = await Stage.SetAsync(azurite);
        var puts = 3;
        stage.Handler.Answer = r =>
        {
            if (r.Target == "/DueSweep" && puts-- > 0) stage.Queues.PostAsync(stage.Queue, "released", CancellationToken.None).GetAwaiter().GetResult();
            return FakeHandler.Ok();
        };

        await stage.PlayToIdleAsync();

        Assert.Equal(3, stage.Handler.To("CallClosed").Count);
        Assert.Equal(stage.Start, stage.Clock.Now);
    }

    [Fact]
    public async Task A_handler_that_never_comes_to_rest_is_an_error_and_not_an_endless_run()
    {
        await using var stage = await Stage.SetAsync(azurite);
        stage.Handler.Answer = r =>
        {
            if (r.Target == "/DueSweep") stage.Queues.PostAsync(stage.Queue, "again", CancellationToken.None).GetAwaiter().GetResult();
            return FakeHandler.Ok();
        };

        var error = await Assert.ThrowsAsync<RunnerException>(stage.PlayToIdleAsync);
        Assert.Contains("without coming to rest", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d:1:20261124090000:h:f", true, "a row of the due index")]
    [InlineData("l:20261124090000:1:h:f", true, "a claimed row")]
    [InlineData("o:1:e", true, "an outgoing event")]
    [InlineData("x:20291124:h", false, "retention")]
    [InlineData("f:h:f", false, "a follow-up by itself")]
    public async Task Rows_that_something_must_still_act_on_keep_a_run_from_being_idle(string rowKey, bool pending, string what)
    {
        await using var stage = await Stage.SetAsync(azurite);
        await stage.Table.AddEntityAsync(new TableEntity("some-division", rowKey));

        var ending = await stage.Play.ForwardAsync(stage.Start + Duration.FromHours(3), stopWhenIdle: true, CancellationToken.None);

        Assert.True(ending == (pending ? Ending.Limit : Ending.Idle), what);
    }

    [Fact]
    public async Task A_line_that_the_queue_refuses_is_counted_and_the_run_goes_on()
    {
        await using var stage = await Stage.SetAsync(azurite, $"{{\"callId\":\"{new string('x', 70_000)}\"}}\n" + """
            {"callId":"c2"}

            {"at":"2026-11-23T10:00:00Z","queue":"no-such-queue","message":{}}
            """);

        await stage.PlayToIdleAsync();

        Assert.Equal((3, 2), (stage.Tally.Events, stage.Tally.Refused));
        Assert.Equal("{\"callId\":\"c2\"}", Assert.Single(stage.Handler.To("CallClosed")).Message);
        Assert.StartsWith($"there is no queue 'no-such-queue': use {stage.Queue}, ", await stage.Queues.PostAsync("no-such-queue", "{}", CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Storage_requests_are_those_of_the_handler_and_a_receive_and_a_delete_per_message()
    {
        await using var stage = await Stage.SetAsync(azurite, "{\"callId\":\"c1\"}");

        await stage.PlayToIdleAsync();

        Assert.Equal(2, stage.Tally.QueueRequests);
        Assert.Equal(2 * stage.Handler.Requests.Count, stage.Fleet.StorageRequests);
    }

    [Fact]
    public async Task Counts_of_the_last_line_go_by_state_over_all_divisions()
    {
        await using var stage = await Stage.SetAsync(azurite);
        string[] states = ["scheduled", "claimed", "sending", "unclear", "sent", "sent", "cancelled", "skipped", "failed", "parked"];
        foreach (var (i, state) in states.Index())
            await stage.Table.AddEntityAsync(new TableEntity(i % 2 == 0 ? "main" : "north", $"f:h:{i}") { ["state"] = state });
        await stage.Table.AddEntityAsync(new TableEntity("main", "c:h1") { ["state"] = "recorded" });
        await stage.Table.AddEntityAsync(new TableEntity("main", "c:h2") { ["state"] = "awaited" });
        await stage.Table.AddEntityAsync(new TableEntity("main", "b:20261123:h"));

        var counts = await stage.State.CountAsync(CancellationToken.None);

        Assert.Equal((1, 1), (counts.Calls, counts.DeadLetters));
        Assert.Equal(new FollowUps.Local.Storage.FollowUpCounts(Sent: 2, Cancelled: 1, Skipped: 1, Failed: 2, Pending: 4), counts.FollowUps);
        Assert.Equal(
            """{"events":3,"calls":1,"followUps":{"sent":2,"cancelled":1,"skipped":1,"failed":2,"pending":4},"emails":2,"deadLetters":1,"storageRequests":9,"simulatedFrom":"2026-11-23T09:00:00Z","simulatedTo":"2026-11-25T09:00:00Z","seconds":1.5}""",
            LastLine.Write(3, counts, 2, 9, stage.Start, stage.Start + Duration.FromDays(2), TimeSpan.FromMilliseconds(1460)));
    }

    [Fact]
    public async Task Many_messages_are_shared_by_the_instances_and_each_is_delivered_once()
    {
        await using var stage = await Stage.SetAsync(
            azurite, string.Join('\n', Enumerable.Range(0, 100).Select(i => $$"""{"callId":"c{{i}}"}""")), new HostLimits { BatchSize = 16 });

        await stage.PlayToIdleAsync();

        Assert.Equal(100, stage.Handler.To("CallClosed").Select(c => c.Message).Distinct().Count());
        Assert.Equal(100, stage.Handler.To("CallClosed").Count);
    }
}
