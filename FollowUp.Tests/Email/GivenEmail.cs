using System.Collections.Concurrent;
using Azure.Core.Pipeline;
using FollowUps.Calls;
using FollowUps.Email;
using FollowUps.Sending;
using Microsoft.Extensions.Logging;
using Xunit;

namespace FollowUps.Tests.Email;

internal static class GivenEmail
{
    public const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    public static readonly DateTimeOffset Now = new(2026, 8, 7, 10, 0, 0, TimeSpan.Zero);

    public static readonly OperationId Operation = new(Guid.Parse("8540c0de-899f-5cce-acb5-3ec493af3800"));

    public static OutgoingEmail Mail() => new()
    {
        Operation = Operation,
        MessageId = "<fu1.g1@mail.contoso.example>",
        From = Address("care@mail.contoso.example"),
        To = new Mailbox(Address("jane@customer.example"), "Jane Doé"),
        ReplyTo = new Mailbox(Address("sam@contoso.example"), null),
        Subject = "Did we solve it?",
        Html = "<p>Hello \"Jane\"</p>",
        Text = "Hello\r\nJane",
        Headers = [new("X-FollowUp-Id", "fu1"), new("List-Unsubscribe", "<https://example.com/u/t>")],
    };

    public static AcsEmailOptions Options(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        AccessKey = Key,
        AskRetryDelay = TimeSpan.FromMilliseconds(1),
    };

    public static AcsEmailSender Sender(AcsEmailOptions options, LogLines? log = null, HttpPipelineTransport? transport = null) =>
        new(options, new StoppedTime(Now), log ?? new LogLines(), transport);

    public static EmailAddress Address(string text) => EmailAddress.TryParse(text, out var address) ? address! : throw new ArgumentException(text);
}

internal sealed class StoppedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}

/// <summary>Every log line as text, with its level.</summary>
internal sealed class LogLines : ILogger<AcsEmailSender>
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> All => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");
}

/// <summary>Answers inside the process and keeps what it was asked, headers included.</summary>
internal sealed class InProcessProvider(System.Net.HttpStatusCode status) : HttpMessageHandler
{
    private readonly ConcurrentQueue<HttpRequestMessage> _requests = new();

    public HttpRequestMessage Only => Assert.Single(_requests);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("") });
    }
}
