using FollowUps.Sending;
using Xunit;

namespace FollowUps.Tests.Email;

public sealed class AcsAskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<int, string, OperationState, int> Answers() => new()
    {
        { 200, Status("Running"), new OperationState.Known(), 1 },
        { 200, Status("NotStarted"), new OperationState.Known(), 1 },
        { 200, Status("succeeded"), new OperationState.Known(), 1 },
        { 200, Status("Teleported"), new OperationState.Known(), 1 },
        { 200, """{"id":"x","status":"Failed","error":{"code":"EmailDropped","message":"to jane@customer.example"}}""", new OperationState.Failed("EmailDropped"), 1 },
        { 200, Status("FAILED"), new OperationState.Failed("failed"), 1 },
        { 200, Status("Canceled"), new OperationState.Failed("canceled"), 1 },
        { 200, "<html>", new OperationState.Unavailable("unreadable-answer"), 1 },
        { 404, "", new OperationState.Unknown(), 1 },
        { 401, "", new OperationState.Unavailable("http-401"), 1 },
        { 429, "", new OperationState.Unavailable("http-429"), 1 },
        { 503, "", new OperationState.Unavailable("http-503"), 3 },
    };

    [Theory]
    [MemberData(nameof(Answers), DisableDiscoveryEnumeration = true)]
    public async Task Every_answer_to_a_status_query_has_one_meaning(int status, string body, OperationState expected, int requests)
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(status, body));

        Assert.Equal(expected, await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).AskAsync(GivenEmail.Operation, Cancellation));
        Assert.Equal(requests, provider.Requests.Count);
    }

    [Fact]
    public async Task The_query_is_asked_again_after_a_broken_connection_and_names_our_operation()
    {
        await using var provider = new LoopbackProvider(n => n switch
        {
            1 => new Reply.Reset(),
            2 => new Reply.Answer(500),
            _ => new Reply.Answer(200, Status("Running")),
        });

        Assert.Equal(new OperationState.Known(), await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).AskAsync(GivenEmail.Operation, Cancellation));
        Assert.Equal(3, provider.Requests.Count);
        Assert.All(provider.Requests, request => Assert.Equal(
            ("GET", "/emails/operations/8540c0de-899f-5cce-acb5-3ec493af3800?api-version=2025-09-01"), (request.Method, request.Target)));
    }

    [Fact]
    public async Task A_wait_that_the_provider_asks_for_is_left_to_the_caller()
    {
        await using var provider = new LoopbackProvider(new Reply.Answer(503) { Headers = [("Retry-After", "3600")] });

        Assert.Equal(new OperationState.Unavailable("http-503"), await GivenEmail.Sender(GivenEmail.Options(provider.Endpoint)).AskAsync(GivenEmail.Operation, Cancellation));
        Assert.Single(provider.Requests);
    }

    private static string Status(string status) => $$"""{"id":"8540c0de-899f-5cce-acb5-3ec493af3800","status":"{{status}}","error":null}""";
}
