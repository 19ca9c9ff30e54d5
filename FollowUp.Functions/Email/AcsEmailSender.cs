using Azure.Core;
using Azure.Core.Pipeline;
using FollowUps.Sending;

namespace FollowUps.Email;

/// <summary>
/// Azure Communication Services Email over REST, api-version 2025-09-01: send, and ask what became of a send. Safe for concurrent use;
/// one instance lives as long as the process.
/// </summary>
/// <remarks>
/// A POST goes out at most once per call. The provider documents no de-duplication, so that a repeat is the caller's decision: same
/// operation id and same Message-ID, which the provider is asked to check for uniqueness.
/// </remarks>
public sealed partial class AcsEmailSender : IEmailSender
{
    private const string ApiVersion = "2025-09-01";

    private readonly AcsPipelines _pipelines;
    private readonly TimeProvider _processTime;
    private readonly ILogger<AcsEmailSender> _logger;
    private readonly string _base;
    private readonly Uri _send;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="options">Endpoint, identity and time-outs.</param>
    /// <param name="processTime">Real time, also where business time is simulated: for signatures and dates in Retry-After.</param>
    /// <param name="logger">Gets operation ids and codes; never an address or a text.</param>
    /// <param name="transport">Instead of sockets; null for the product.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message names the fix.</exception>
    public AcsEmailSender(AcsEmailOptions options, TimeProvider processTime, ILogger<AcsEmailSender> logger, HttpPipelineTransport? transport = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(options));

        _processTime = processTime;
        _logger = logger;
        _pipelines = new AcsPipelines(options, processTime, transport);
        // Concatenated, because "emails:send" alone would be read as a URI of the scheme "emails".
        _base = options.Endpoint.AbsoluteUri.TrimEnd('/');
        _send = new Uri($"{_base}/emails:send?api-version={ApiVersion}");
    }

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(email);
        var result = await PostAsync(email, cancellationToken);
        Log(email.Operation, result);
        return result;
    }

    /// <inheritdoc/>
    public async Task<OperationState> AskAsync(OperationId operation, CancellationToken cancellationToken)
    {
        using var message = _pipelines.Ask.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(new Uri($"{_base}/emails/operations/{operation}?api-version={ApiVersion}"));
        message.Request.Headers.SetValue("Accept", "application/json");

        var (answer, fault) = await ExchangeAsync(_pipelines.Ask, message, cancellationToken);
        var state = answer?.ToOperationState() ?? new OperationState.Unavailable(fault!.Code);
        LogAsked(operation, state.GetType().Name);
        return state;
    }

    private async Task<SendResult> PostAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        if (EmailRequest.Refusal(email) is { } refusal)
            return new SendResult.Refused(refusal);
        var body = EmailRequest.Write(email);
        if (body.Length > EmailRequest.MaxBytes)
            return new SendResult.Refused("too-large");

        using var message = _pipelines.Post.CreateMessage();
        var request = message.Request;
        request.Method = RequestMethod.Post;
        request.Uri.Reset(_send);
        request.Headers.SetValue("Accept", "application/json");
        request.Headers.SetValue("Content-Type", "application/json");
        request.Headers.SetValue("Operation-Id", email.Operation.ToString());
        request.Content = RequestContent.Create(body);

        var (answer, fault) = await ExchangeAsync(_pipelines.Post, message, cancellationToken);
        return answer?.ToSendResult(email.Operation) ?? fault!.ToSendResult();
    }

    /// <summary>Exactly one of the two is set. An answer whose body broke off still counts by its status: a 202 has been given.</summary>
    private async Task<(AcsAnswer? Answer, TransportFault? Fault)> ExchangeAsync(HttpPipeline pipeline, HttpMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await pipeline.SendAsync(message, cancellationToken);
            return (AcsAnswer.Read(message.Response, wholeBody: true, _processTime.GetUtcNow()), null);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken) && TransportFault.Of(exception) is { } fault)
        {
            return message.HasResponse
                ? (AcsAnswer.Read(message.Response, wholeBody: false, _processTime.GetUtcNow()), null)
                : (null, fault);
        }
    }

    private static bool IsCancelled(Exception exception, CancellationToken byCaller) =>
        exception is OperationCanceledException && byCaller.IsCancellationRequested;

    private void Log(OperationId operation, SendResult result)
    {
        switch (result)
        {
            case SendResult.Accepted accepted:
                LogAccepted(operation, accepted.ProviderId);
                break;
            case SendResult.Throttled throttled:
                LogThrottled(operation, throttled.RetryAfter?.TotalSeconds);
                break;
            case SendResult.Misconfigured(var code):
                LogNeedsPerson(operation, nameof(SendResult.Misconfigured), code);
                break;
            case SendResult.Blocked(var code):
                LogNeedsPerson(operation, nameof(SendResult.Blocked), code);
                break;
            case SendResult.Refused(var code):
                LogNotAccepted(operation, nameof(SendResult.Refused), code);
                break;
            case SendResult.NotConnected(var code):
                LogNotAccepted(operation, nameof(SendResult.NotConnected), code);
                break;
            case SendResult.Unclear(var code):
                LogNotAccepted(operation, nameof(SendResult.Unclear), code);
                break;
            case SendResult.Duplicate(var code):
                LogNotAccepted(operation, nameof(SendResult.Duplicate), code);
                break;
        }
    }

    [LoggerMessage(2101, LogLevel.Information, "Email {Operation} accepted as {ProviderId}")]
    private partial void LogAccepted(OperationId operation, string providerId);

    [LoggerMessage(2102, LogLevel.Warning, "Email {Operation} not accepted: {Outcome} ({Code})")]
    private partial void LogNotAccepted(OperationId operation, string outcome, string code);

    [LoggerMessage(2103, LogLevel.Warning, "Email {Operation} throttled; retry after {Seconds} s")]
    private partial void LogThrottled(OperationId operation, double? seconds);

    [LoggerMessage(2104, LogLevel.Error, "Email {Operation} cannot go out until a person acts: {Outcome} ({Code})")]
    private partial void LogNeedsPerson(OperationId operation, string outcome, string code);

    [LoggerMessage(2105, LogLevel.Information, "Email {Operation} asked for: {State}")]
    private partial void LogAsked(OperationId operation, string state);
}
