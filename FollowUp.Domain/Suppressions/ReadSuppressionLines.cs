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
        var requests = new List<SuppressionRequest>();
        var errors = new List<SuppressionError>();
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line) && Line(line, number, now, errors) is { } request)
            {
                requests.Add(request);
            }
        }

        return new SuppressionReading(errors.Count > 0 ? [] : requests, errors);
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

    private static SuppressionRequest? Line(string line, int number, Instant now, List<SuppressionError> errors)
    {
        void Refuse(string column, string reason, string fix) => errors.Add(new SuppressionError(number, column, reason, fix));
        if (MessageText.Parse(MessageText.Json(Encoding.UTF8.GetBytes(line)), out _) is not { ValueKind: JsonValueKind.Object } json)
        {
            Refuse("line", "is not a JSON object.", "Write one object per line, such as {\"address\":\"name@example.com\"}.");
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null))
        {
            if (!SuppressionTerms.Columns.Contains(property.Name))
            {
                Refuse(CleanText.Quoted(property.Name), "is not known.", $"Use {string.Join(", ", SuppressionTerms.Columns)}.");
                return null;
            }

            if (property.Value.ValueKind != JsonValueKind.String)
            {
                Refuse(property.Name, "is not a text.", "Write it in quotes.");
                return null;
            }

            values[property.Name] = property.Value.GetString()!.Trim();
        }

        return SuppressionTerms.Read(
            values.GetValueOrDefault("address"), values.GetValueOrDefault("reason"), values.GetValueOrDefault("scope"), values.GetValueOrDefault("until"), now, Refuse);
    }
}
