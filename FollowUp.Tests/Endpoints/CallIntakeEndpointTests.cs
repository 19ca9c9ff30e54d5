using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FollowUps.Calls;
using FollowUps.Local;
using FollowUps.Local.Functions;
using FollowUps.Platforms;
using FollowUps.State;
using Xunit;

namespace FollowUps.Tests.Endpoints;

/// <summary>Calls, updates and known customers over HTTP, on the real handler and the emulator.</summary>
public sealed class CallIntakeEndpointTests(SharedHandler handler) : IClassFixture<SharedHandler>
{
    private readonly HandlerStage _stage = handler.Stage;

    [Fact]
    public async Task One_call_an_array_and_lines_are_taken_and_a_repeat_is_a_duplicate()
    {
        Assert.Equal((200, "recorded"), await PostAsync("/api/v1/calls", Event("http-1")));
        Assert.Equal((200, "duplicate,recorded"), await PostAsync("/api/v1/calls", $"[{Event("http-1")},{Event("http-2")}]"));
        Assert.Equal((200, "duplicate,recorded"), await PostAsync("/api/v1/calls", $"{Event("http-2")}\n\n{Event("http-3")}\n"));
        Assert.Equal("http-3", (await CallAsync("http-3"))!.CallId);
    }

    [Fact]
    public async Task What_cannot_be_used_is_400_with_field_and_fix_the_rest_is_taken_and_nothing_is_kept()
    {
        var before = (await _stage.RowsAsync<DeadLetterRow>("b:")).Count;
        var (status, body) = await SendAsync("/api/v1/calls", $"{Event("http-4")}\n{{\"callId\":\"http-5\"}}\nno json");
        Assert.Equal(400, status);
        var results = body.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["recorded", "refused", "refused"], results.Select(result => result.GetProperty("result").GetString()));
        Assert.Equal("data.closedAt", results[1].GetProperty("field").GetString());
        Assert.NotEmpty(results[1].GetProperty("fix").GetString()!);
        Assert.Equal(before, (await _stage.RowsAsync<DeadLetterRow>("b:")).Count);
        Assert.Equal(400, (await SendAsync("/api/v1/calls", "")).Status);
        Assert.Equal(400, (await SendAsync("/api/v1/calls", string.Concat(Enumerable.Repeat("{}\n", 201)))).Status);
    }

    [Fact]
    public async Task A_platform_is_named_by_the_path_a_form_is_understood_and_what_is_bad_is_a_dead_letter()
    {
        var body = Given.PlatformEvent("aircall-call-ended.json");
        Assert.Equal((200, "recorded"), await PostAsync("/api/v1/calls/aircall", Encoding.UTF8.GetString(body)));
        Assert.Equal("ada@example.com", (await CallAsync("900100"))!.Contact.Email);
        Assert.Equal((200, "ignored"), await PostAsync("/api/v1/calls/twilio", Encoding.UTF8.GetString(Given.PlatformEvent("twilio-task-completed.form.txt"))));
        Assert.Equal((200, "deadLetter"), await PostAsync("/api/v1/calls/aircall", """{"event":"call.ended","data":{"id":1}}"""));
        Assert.Equal(404, (await SendAsync("/api/v1/calls/nobody", "{}")).Status);
    }

    [Fact]
    public async Task Explaining_a_platforms_event_goes_through_its_mapping_and_writes_nothing()
    {
        var before = await _stage.RowsAsync<CallRow>("c:");
        var element = Encoding.UTF8.GetString(Given.PlatformEvent("zoom-phone-callee-call-element-completed.json"));

        var (status, told) = await SendAsync("/api/v1/explain?now=2026-03-02T15:00:00Z", element);
        Assert.Equal((200, "zoom", "6990000000000000001"), (status, told.GetProperty("platform").GetString(), told.GetProperty("callId").GetString()));

        (status, told) = await SendAsync("/api/v1/explain?platform=twilio", Encoding.UTF8.GetString(Given.PlatformEvent("twilio-task-completed.form.txt")));
        Assert.Equal((200, "the reservation says the same and names the agent"), (status, told.GetProperty("ignored").GetString()));

        (status, told) = await SendAsync("/api/v1/explain?now=2026-03-02T15:00:00Z", Encoding.UTF8.GetString(Given.PlatformEvent("zoom-contact-center-consumer-ended.json")));
        Assert.Equal((200, "disposition-added"), (status, told.GetProperty("waitsFor")[0].GetString()));
        Assert.Equal("check-in", told.GetProperty("followUps")[0].GetProperty("kind").GetString());

        (status, told) = await SendAsync("/api/v1/explain", $"[{element},{Encoding.UTF8.GetString(Given.PlatformEvent("zoom-phone-callee-ended.json"))}]");
        Assert.Equal((200, 2), (status, told.GetProperty("results").GetArrayLength()));

        (status, told) = await SendAsync("/api/v1/explain?platform=nobody", "{}");
        Assert.Equal((400, "platform"), (status, told.GetProperty("field").GetString()));
        Assert.Equal(before.Count, (await _stage.RowsAsync<CallRow>("c:")).Count);
    }

    [Fact]
    public async Task The_snippet_for_a_shell_posts_a_closed_call()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It is a shell script.");
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "samples", "post-event", "curl", "post-event.sh"), "http-shell"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["FOLLOWUP_URL"] = (await _stage.Handler.ReadyAsync(CancellationToken.None)).ToString().TrimEnd('/');
        start.Environment["FOLLOWUP_API_KEY"] = "the host checks it";
        start.Environment["NO_PROXY"] = "*";
        // The handler of the tests takes its time from a header, which the script knows nothing of.
        var home = Directory.CreateTempSubdirectory("followup-curl-").FullName;
        await File.WriteAllTextAsync(Path.Combine(home, ".curlrc"), $"header = \"{HandlerFleet.NowHeader}: {TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}\"\n");
        start.Environment["CURL_HOME"] = home;
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, said[1] + said[0]);
        Assert.Contains("\"result\":\"recorded\",\"callId\":\"http-shell\"", said[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_is_applied_and_one_that_cannot_be_read_is_400()
    {
        var started = Encoding.UTF8.GetString(Given.UpdateJson("followup.call.started.v1", new JsonObject { ["callId"] = "http-9", ["customerId"] = "c-http" }));
        Assert.Equal((200, "applied"), await PostAsync("/api/v1/updates", started));
        Assert.Equal((200, "duplicate"), await PostAsync("/api/v1/updates", started));
        Assert.Equal((400, "refused"), await PostAsync("/api/v1/updates", """{"specversion":"1.0","type":"followup.nothing.v1","data":{}}"""));
    }

    [Fact]
    public async Task An_update_about_a_promise_that_the_call_does_not_have_is_answered_with_what_is_wrong()
    {
        Assert.Equal(200, (await SendAsync("/api/v1/calls", Event("http-promise"))).Status);
        var kept = Encoding.UTF8.GetString(Given.UpdateJson(
            EventTypes.PromiseKept, new JsonObject { ["callId"] = "http-promise", ["promiseId"] = "p-9", ["keptAt"] = "2026-11-23T15:05:00Z" }));
        var (status, answer) = await SendAsync("/api/v1/updates", kept);
        var result = Assert.Single(answer.GetProperty("results").EnumerateArray());
        Assert.Equal(
            (200, "deadLetter", "The call has no promise of this id.", "data.promiseId", "Send the id that the closed call gave the promise."),
            (status, Text("result"), Text("error"), Text("field"), Text("fix")));

        string? Text(string name) => result.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Known_customers_are_all_taken_or_with_400_none()
    {
        Assert.Equal((200, 2), await CustomersAsync("""{"id":"k-1","email":"k1@example.com"}""" + "\n" + """{"phone":"+33 1 99 00 00 01","email":"k2@example.com"}"""));
        Assert.Equal((400, -1), await CustomersAsync("""{"id":"k-2"}""" + "\n" + """{"email":"nobody"}"""));
        Assert.Equal(2, (await _stage.RowsAsync<KnownCustomer>("k:")).Count);
    }

    private static string Event(string id) => Encoding.UTF8.GetString(Given.CallJson(data => data["callId"] = id)).ReplaceLineEndings(" ");

    private async Task<(int Status, int Written)> CustomersAsync(string body)
    {
        var (status, answer) = await SendAsync("/api/v1/customers", body);
        return (status, answer.TryGetProperty("written", out var written) ? written.GetInt32() : -1);
    }

    private async Task<(int Status, string Results)> PostAsync(string path, string body)
    {
        var (status, answer) = await SendAsync(path, body);
        return (status, string.Join(',', answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("result").GetString())));
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(string path, string body)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await _stage.Handler.ReadyAsync(CancellationToken.None) };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Headers.Add(HandlerFleet.NowHeader, "2026-11-23T15:05:00Z");
        using var response = await client.SendAsync(request);
        Assert.NotEqual(HttpStatusCode.InternalServerError, response.StatusCode);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, json.RootElement.Clone());
    }

    private async Task<CallRow?> CallAsync(string id) =>
        (await _stage.Store.FindAsync(Division.Main, Keys.Call(_stage.Identity.Call(new CallId(id))), CancellationToken.None))?.As<CallRow>();
}
