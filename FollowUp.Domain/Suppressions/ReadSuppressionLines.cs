using System.Text;
using System.Text.Json;
using FollowUps.Calls.Reading;
using NodaTime;

namespace FollowUps.Suppressions;

/// <summary>Suppressions as JSON lines, which the API takes: <c>{"address":"…","reason":"manual","scope":"everything","until":"2027-03-31"}</c>.</summary>
public static class ReadSuppressionLines
{
    /// <summary>Reads all lines and reports every one that cannot be used; blank ones are left out.</summary>
    /// <param name="text">The body.</param>
    /// <param name="now">The moment of the request: entries hold from then on.</param>
    public static SuppressionReading Of(string text, Instant now)
    {
        var (requests, errors) = Lines(text, SuppressionTerms.Columns, (values, refuse) => SuppressionTerms.Read(
            values.GetValueOrDefault("address"), values.GetValueOrDefault("reason"), values.GetValueOrDefault("scope"), values.GetValueOrDefault("until"), now, refuse));
        return new SuppressionReading(requests, errors);
    }

    /// <summary>The same for what is to be taken off the list: <c>{"address":"…","reason":"bounced"}</c>.</summary>
    /// <param name="text">The body.</param>
    /// <param name="althoughUnsubscribed">True: unsubscribes as well.</param>
    public static UnsuppressReading Removals(string text, bool althoughUnsubscribed)
    {
        var (requests, errors) = Lines(text, SuppressionTerms.RemovalColumns, (values, refuse) => SuppressionTerms.ReadRemoval(
            values.GetValueOrDefault("address"), values.GetValueOrDefault("reason"), althoughUnsubscribed, refuse));
        return new UnsuppressReading(requests, errors);
    }

    /// <summary>Writes a request as its line, without a line break.</summary>
    public static string Write(SuppressionRequest request)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("address", request.Address.Value);
            json.WriteString("reason", request.Entry.Reason.Word());
            json.WriteString("scope", request.Entry.Scope.Word());
            if (request.Entry.Until is { } until)
            {
                json.WriteString("until", NodaTime.Text.InstantPattern.ExtendedIso.Format(until));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static (IReadOnlyList<T> Requests, IReadOnlyList<SuppressionError> Errors) Lines<T>(
        string text, IReadOnlyList<string> columns, Func<Dictionary<string, string>, Action<string, string, string>, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        var (requests, errors, number) = (new List<T>(), new List<SuppressionError>(), 0);
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            var at = ++number;
            void Refuse(string column, string reason, string fix) => errors.Add(new SuppressionError(at, column, reason, fix));
            if (!string.IsNullOrWhiteSpace(line) && Values(line, columns, Refuse) is { } values && read(values, Refuse) is { } request)
            {
                requests.Add(request);
            }
        }

        return (errors.Count > 0 ? [] : requests, errors);
    }

    private static Dictionary<string, string>? Values(string line, IReadOnlyList<string> columns, Action<string, string, string> refuse)
    {
        if (MessageText.Parse(MessageText.Json(Encoding.UTF8.GetBytes(line)), out _) is not { ValueKind: JsonValueKind.Object } json)
        {
            refuse("line", "is not a JSON object.", "Write one object per line, such as {\"address\":\"name@example.com\"}.");
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            if (!columns.Contains(property.Name))
            {
                refuse(CleanText.Quoted(property.Name), "is not known.", $"Use {string.Join(", ", columns)}.");
                return null;
            }

            if (property.Value.ValueKind != JsonValueKind.String)
            {
                refuse(property.Name, "is not a text.", "Write it in quotes.");
                return null;
            }

            values[property.Name] = property.Value.GetString()!.Trim();
        }

        return values;
    }
}
