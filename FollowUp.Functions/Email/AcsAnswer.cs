using System.Globalization;
using System.Text.Json;
using Azure;
using FollowUps.Sending;
using NodaTime;

namespace FollowUps.Email;

/// <summary>What an answer of the provider says, without its free text: <c>error.message</c> may hold the recipient's address.</summary>
internal sealed record AcsAnswer
{
    private const string SubscriptionBlocked = "SubscriptionBlocked";

    private int HttpStatus { get; init; }

    private string? Id { get; init; }

    private string? OperationStatus { get; init; }

    private string? ErrorCode { get; init; }

    private Duration? RetryAfter { get; init; }

    /// <summary>Reads status, headers and, if it came whole, the body. Anything malformed is as if it were absent.</summary>
    public static AcsAnswer Read(Response response, bool wholeBody, DateTimeOffset now)
    {
        var answer = new AcsAnswer
        {
            HttpStatus = response.Status,
            Id = Header(response, "Operation-Location") is { } location ? Word(LastSegment(location)) : null,
            ErrorCode = Word(Header(response, "x-ms-error-code")),
            RetryAfter = ReadRetryAfter(response, now),
        };
        return wholeBody ? answer.WithBody(response) : answer;
    }

    /// <summary>The answer to a POST. <paramref name="operation"/> stands in for an id that the provider left out.</summary>
    public SendResult ToSendResult(OperationId operation) => HttpStatus switch
    {
        202 => new SendResult.Accepted(Id ?? operation.ToString()),
        _ when SubscriptionBlocked.Equals(ErrorCode, StringComparison.OrdinalIgnoreCase) => new SendResult.Blocked(Code),
        429 => new SendResult.Throttled(RetryAfter),
        409 => new SendResult.Duplicate(Code),
        // A redirect means that the endpoint is not the resource's own.
        401 or 403 or 404 or (>= 300 and < 400) => new SendResult.Misconfigured(Code),
        408 or >= 500 or < 300 => new SendResult.Unclear(Code),
        _ => new SendResult.Refused(Code),
    };

    /// <summary>The answer to a status query. The provider's list of states is open: a new word still speaks of an operation it knows.</summary>
    public OperationState ToOperationState() => (HttpStatus, OperationStatus) switch
    {
        (404, _) => new OperationState.Unknown(),
        (200, null) => new OperationState.Unavailable(ProviderCode.Unreadable),
        (200, var status) when Is(status, "Failed") || Is(status, "Canceled") => new OperationState.Failed(ErrorCode ?? status.ToLowerInvariant()),
        (200, _) => new OperationState.Known(),
        _ => new OperationState.Unavailable(Code),
    };

    private string Code => ErrorCode ?? ProviderCode.OfStatus(HttpStatus);

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private AcsAnswer WithBody(Response response)
    {
        try
        {
            using var json = JsonDocument.Parse(response.Content);
            var root = json.RootElement;
            return root.ValueKind != JsonValueKind.Object ? this : this with
            {
                Id = Word(Text(root, "id")) ?? Id,
                OperationStatus = Word(Text(root, "status")),
                ErrorCode = ErrorCode ?? (root.TryGetProperty("error", out var error) ? Word(Text(error, "code")) : null),
            };
        }
        catch (JsonException)
        {
            return this;
        }
    }

    private static Duration? ReadRetryAfter(Response response, DateTimeOffset now)
    {
        var milliseconds = Header(response, "retry-after-ms") ?? Header(response, "x-ms-retry-after-ms");
        if (int.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var ms))
            return Duration.FromMilliseconds(ms);

        var text = Header(response, "Retry-After");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return Duration.FromSeconds(seconds);

        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? Duration.Max(Duration.Zero, Duration.FromTimeSpan(date - now))
            : null;
    }

    private static string? Header(Response response, string name) => response.Headers.TryGetValue(name, out var value) ? value?.Trim() : null;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string LastSegment(string location)
    {
        var path = location.Split('?')[0];
        return path[(path.LastIndexOf('/') + 1)..];
    }

    // All or nothing: an address with its '@' taken out would still be an address.
    private static string? Word(string? text) =>
        text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-') ? text : null;
}
