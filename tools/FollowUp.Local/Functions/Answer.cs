using System.Globalization;
using System.Text.Json;

namespace FollowUps.Local.Functions;

/// <summary>What the host makes of a handler's answer to a trigger.</summary>
/// <param name="Failure">Why it counts as failed; null: success.</param>
/// <param name="ReturnValue">The answer's <c>ReturnValue</c>; undefined when there is none.</param>
/// <param name="Hangs">True where the real host would wait until functionTimeout and then kill the process: a bug of the handler.</param>
public sealed record Answer(string? Failure, JsonElement ReturnValue = default, bool Hangs = false)
{
    /// <summary>Response header with the number of storage requests that the handler made for this answer.</summary>
    public const string StorageRequestsHeader = "X-FollowUp-Storage-Requests";

    /// <summary>Response header with the names of the queues that the handler put messages on, separated by commas; <c>-</c>: on none.</summary>
    public const string QueuesHeader = "X-FollowUp-Queues";

    /// <summary>True when the message may be deleted.</summary>
    public bool Succeeded => Failure is null;

    /// <summary>Judges a response as the host does: 2xx, application/json and a JSON object, else failure.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode) return new Answer(status.ToString(CultureInfo.InvariantCulture));
        if (body.Length == 0) return new Answer($"{status} with an empty body: the host would hang", Hangs: true);
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
            return new Answer($"{status} with content type {response.Content.Headers.ContentType?.MediaType ?? "(none)"} instead of application/json");
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Object => new Answer(null, Property(json.RootElement, "ReturnValue")),
                JsonValueKind.Null => new Answer($"{status} with the body null: the host would hang", Hangs: true),
                _ => new Answer($"{status} with JSON that is no object"),
            };
        }
        catch (JsonException)
        {
            return new Answer($"{status} with a body that is not JSON");
        }
    }

    /// <summary>The storage requests that a response reports; 0 without the header.</summary>
    public static int StorageRequests(HttpResponseMessage response) =>
        response.Headers.TryGetValues(StorageRequestsHeader, out var values)
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : 0;

    /// <summary>The queues that a response names; null without the header: any.</summary>
    public static IReadOnlyList<string>? Queues(HttpResponseMessage response) =>
        response.Headers.TryGetValues(QueuesHeader, out var values) ? values.First().Split(',') : null;

    private static JsonElement Property(JsonElement parent, string name)
    {
        foreach (var property in parent.EnumerateObject())
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value.Clone();
        return default;
    }
}
