using System.Text.Json;
using FollowUps.Calls;
using FollowUps.Calls.Reading;
using NodaTime;

namespace FollowUps.Platforms;

/// <summary><c>k</c>: a customer as the installation knows them, found by id or by telephone number.</summary>
public sealed record KnownCustomer
{
    /// <summary>The platform's or CRM's id; null: known by telephone number only.</summary>
    public string? Id { get; init; }

    /// <summary>Display name.</summary>
    public string? Name { get; init; }

    /// <summary>Where they can be written to.</summary>
    public string? Email { get; init; }

    /// <summary>Their number, best with the country's code ("+33 …").</summary>
    public string? Phone { get; init; }

    /// <summary>A BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>An IANA zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary><c>unknown</c>, <c>granted</c> or <c>denied</c>.</summary>
    public string? SurveyPermission { get; init; }

    /// <summary>When it was imported.</summary>
    public Instant At { get; init; }

    /// <summary>The columns of an import, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["id", "phone", "email", "name", "language", "timeZone", "country", "surveyPermission"];

    /// <summary>What is known, by the names of a closed call's fields.</summary>
    internal IEnumerable<(string Name, string? Text)> Fields =>
    [
        ("customer.id", Id), ("customer.name", Name), ("customer.email", Email), ("customer.phone", Phone), ("customer.language", Language),
        ("customer.timeZone", TimeZone), ("customer.country", Country), ("customer.surveyPermission", SurveyPermission),
    ];

    /// <summary>Reads one customer.</summary>
    /// <param name="text">A field's text by its name (one of <see cref="Columns"/>); null: missing.</param>
    /// <returns>The customer, and everything that is wrong; with an error there is no customer.</returns>
    public static (KnownCustomer? Customer, IReadOnlyList<InputError> Errors) Read(Func<string, string?> text)
    {
        string? Of(string name) => text(name) is { } raw && CleanText.Line(raw) is { Length: > 0 } line ? line : null;
        var customer = new KnownCustomer
        {
            Id = Of("id"),
            Name = Of("name"),
            Email = Of("email"),
            Phone = Of("phone"),
            Language = Of("language"),
            TimeZone = Of("timeZone"),
            Country = Of("country"),
            SurveyPermission = Of("surveyPermission"),
        };
        var errors = WrongIn(customer).ToList();
        return errors.Count == 0 ? (customer, errors) : (null, errors);
    }
    /// <summary>Reads one customer from a JSON object.</summary>
    public static (KnownCustomer? Customer, InputError? Error) Read(ReadOnlyMemory<byte> json)
    {
        if (MessageText.Parse(MessageText.Json(json), out var error) is not { } read)
        {
            return (null, error);
        }

        return read.ValueKind == JsonValueKind.Object
            ? First(Read(name => read.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null))
            : (null, new InputError("A line is no JSON object.", "message", "Send one JSON object a line."));
    }

    private static (KnownCustomer? Customer, InputError? Error) First((KnownCustomer? Customer, IReadOnlyList<InputError> Errors) read) =>
        (read.Customer, read.Errors.Count > 0 ? read.Errors[0] : null);

    private static IEnumerable<InputError> WrongIn(KnownCustomer customer)
    {
        if (customer is { Id: null, Phone: null })
        {
            yield return new InputError("There is neither an id nor a telephone number, and nothing else finds a customer.", "id", "Fill in id or phone.");
        }

        if (customer.Id?.Length > CleanText.LineLength)
        {
            yield return new InputError($"The id has more than {CleanText.LineLength} characters.", "id", $"Send 1 to {CleanText.LineLength} characters.");
        }

        if (customer.Email is { } email && !EmailAddress.TryParse(email, out _))
        {
            yield return new InputError("This is no email address.", "email", "Write one address (ada@example.com), or leave it empty.");
        }

        if (customer.Phone is { } phone && PhoneNumber.Normalized(phone) is null)
        {
            yield return new InputError("This is no telephone number.", "phone", "Write it with the country's code (+33 1 99 00 12 34), or leave it empty.");
        }

        if (customer.SurveyPermission is not (null or "unknown" or "granted" or "denied"))
        {
            yield return new InputError("This is not one of its words.", "surveyPermission", "Write unknown, granted or denied.");
        }

        if (customer.TimeZone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
        {
            yield return new InputError("This zone is not known.", "timeZone", "Write an IANA zone, like Europe/Paris.");
        }
    }
}
